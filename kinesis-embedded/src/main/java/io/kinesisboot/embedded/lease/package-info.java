/**
 * The DynamoDB actions that the Kinesis Client Library calls, in memory.
 */
@NullMarked
package io.kinesisboot.embedded.lease;

import org.jspecify.annotations.NullMarked;
