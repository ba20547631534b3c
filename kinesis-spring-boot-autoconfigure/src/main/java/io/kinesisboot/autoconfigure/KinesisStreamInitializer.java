package io.kinesisboot.autoconfigure;

import java.util.Map;

import io.kinesisboot.stream.StreamCatalog;

/**
 * Creates the streams of {@code kinesis.streams} that do not exist. Whatever sends or
 * listens is created after it.
 */
final class KinesisStreamInitializer {

	KinesisStreamInitializer(StreamCatalog catalog, Map<String, KinesisProperties.Stream> streams) {
		streams.forEach((name, stream) -> catalog.createIfMissing(name, stream.shards()));
	}

}
