/**
 * How the sources, sinks and tables of Flink reach Kinesis.
 */
@NullMarked
package io.kinesisboot.flink;

import org.jspecify.annotations.NullMarked;
