/**
 * What it costs to measure.
 */
@NullMarked
package io.kinesisboot.capacity.benchmark;

import org.jspecify.annotations.NullMarked;
