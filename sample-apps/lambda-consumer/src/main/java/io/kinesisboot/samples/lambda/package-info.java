/**
 * Watches the readings of devices that go through a Kinesis stream, as a function of AWS
 * Lambda.
 */
@NullMarked
package io.kinesisboot.samples.lambda;

import org.jspecify.annotations.NullMarked;
