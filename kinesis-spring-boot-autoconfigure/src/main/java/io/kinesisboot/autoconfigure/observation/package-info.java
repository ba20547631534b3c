/**
 * Meters, observations and traces of listeners.
 */
@NullMarked
package io.kinesisboot.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
