/**
 * Kinesis streams as tables of Flink SQL.
 */
@NullMarked
package io.kinesisboot.flink.table;

import org.jspecify.annotations.NullMarked;
