package io.kinesisboot.autoconfigure;

import java.util.Map;

import io.kinesisboot.stream.StreamCatalog;

/**
 * Creates the streams of {@code kinesis.streams} that do not exist. The producer and the
 * source of records are created after it.
 */
final class KinesisStreamInitializer {

	KinesisStreamInitializer(StreamCatalog catalog, Map<String, KinesisProperties.Stream> streams) {
		streams.forEach((name, stream) -> catalog.createIfMissing(name, stream.shards()));
	}

}
