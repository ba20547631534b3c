/**
 * Changes the shards of a stream to fit its load: a plan first, then its steps.
 */
@NullMarked
package io.kinesisboot.capacity.reshard;

import org.jspecify.annotations.NullMarked;
