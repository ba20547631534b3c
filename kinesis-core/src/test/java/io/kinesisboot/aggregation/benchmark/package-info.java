/**
 * The codec by itself.
 */
@NullMarked
package io.kinesisboot.aggregation.benchmark;

import org.jspecify.annotations.NullMarked;
