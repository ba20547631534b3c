/**
 * Finds suspicious ones among the payments of a Kinesis stream.
 */
@NullMarked
package io.kinesisboot.samples.fraud;

import org.jspecify.annotations.NullMarked;
