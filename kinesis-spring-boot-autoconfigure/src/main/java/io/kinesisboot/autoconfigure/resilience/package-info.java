/**
 * Auto-configuration of circuit breakers and their like around listeners and producers.
 */
@NullMarked
package io.kinesisboot.autoconfigure.resilience;

import org.jspecify.annotations.NullMarked;
