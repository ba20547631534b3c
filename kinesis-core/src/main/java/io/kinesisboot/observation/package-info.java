/**
 * What operators see: Micrometer meters and observations.
 */
@NullMarked
package io.kinesisboot.observation;

import org.jspecify.annotations.NullMarked;
