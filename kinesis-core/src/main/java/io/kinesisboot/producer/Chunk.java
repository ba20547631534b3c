package io.kinesisboot.producer;

import java.util.List;

/**
 * What one call of PutRecords may carry: entries of one stream, in order.
 *
 * @param stream the name of the stream
 * @param entries at least one entry
 */
record Chunk(String stream, List<Entry> entries) {

	Chunk {
		entries = List.copyOf(entries);
	}

}
