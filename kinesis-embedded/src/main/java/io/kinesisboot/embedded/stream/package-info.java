/**
 * Streams, shards, records and iterators, and the Kinesis actions on them.
 */
@NullMarked
package io.kinesisboot.embedded.stream;

import org.jspecify.annotations.NullMarked;
