/**
 * Counts the readings of an access log that goes through a Kinesis stream.
 */
@NullMarked
package io.kinesisboot.samples.telemetry;

import org.jspecify.annotations.NullMarked;
