/**
 * The test slice for Kinesis.
 */
@NullMarked
package io.kinesisboot.autoconfigure.test;

import org.jspecify.annotations.NullMarked;
