/**
 * Streams, shards and records, as the service keeps them.
 */
@NullMarked
package io.kinesisboot.embedded.stream;

import org.jspecify.annotations.NullMarked;
