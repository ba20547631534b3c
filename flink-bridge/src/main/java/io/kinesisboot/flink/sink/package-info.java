/**
 * Kinesis streams as sinks of Flink.
 */
@NullMarked
package io.kinesisboot.flink.sink;

import org.jspecify.annotations.NullMarked;
