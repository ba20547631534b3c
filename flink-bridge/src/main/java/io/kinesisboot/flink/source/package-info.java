/**
 * Kinesis streams as sources of Flink: shards are splits, of which each is read in order,
 * and after those that it was made of.
 */
@NullMarked
package io.kinesisboot.flink.source;

import org.jspecify.annotations.NullMarked;
