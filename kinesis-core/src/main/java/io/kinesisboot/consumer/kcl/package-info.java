/**
 * The Kinesis Client Library as the source of records: leases, start, retrieval,
 * checkpoints.
 */
@NullMarked
package io.kinesisboot.consumer.kcl;

import org.jspecify.annotations.NullMarked;
