/**
 * How many shards a workload needs, and what it costs.
 */
@NullMarked
package io.kinesisboot.capacity;

import org.jspecify.annotations.NullMarked;
