/**
 * Records on their way out: chunks, bounded calls in flight, retry of what was refused.
 */
@NullMarked
package io.kinesisboot.producer;

import org.jspecify.annotations.NullMarked;
