/**
 * Events by which Firehose has a Lambda function transform records, and the answers to
 * them.
 */
@NullMarked
package io.kinesisboot.firehose.transform;

import org.jspecify.annotations.NullMarked;
