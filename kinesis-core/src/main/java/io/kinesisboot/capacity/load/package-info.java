/**
 * How much load each shard carries, and which keys and hash keys carry it.
 */
@NullMarked
package io.kinesisboot.capacity.load;

import org.jspecify.annotations.NullMarked;
