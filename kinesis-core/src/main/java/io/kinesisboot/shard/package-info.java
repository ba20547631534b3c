/**
 * Where keys belong: hash keys, their ranges, and the shards that hold them.
 */
@NullMarked
package io.kinesisboot.shard;

import org.jspecify.annotations.NullMarked;
