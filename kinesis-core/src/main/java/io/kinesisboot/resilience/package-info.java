/**
 * Resilience4j around the calls of listeners and producers.
 */
@NullMarked
package io.kinesisboot.resilience;

import org.jspecify.annotations.NullMarked;
