/**
 * Streams and shards as the service describes them.
 */
@NullMarked
package io.kinesisboot.stream;

import org.jspecify.annotations.NullMarked;
