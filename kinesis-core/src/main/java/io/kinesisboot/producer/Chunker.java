package io.kinesisboot.producer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts entries into chunks, each as full as its limits allow and in the order of the
 * entries of its stream. Immutable.
 *
 * @param maxRecords the most entries in a chunk
 * @param maxBytes the most bytes in a chunk, not less than the largest entry
 */
record Chunker(int maxRecords, int maxBytes) {

	List<Chunk> chunks(List<Entry> entries) {
		Map<String, List<Entry>> byStream = new LinkedHashMap<>();
		for (Entry entry : entries) {
			byStream.computeIfAbsent(entry.record().stream(), (stream) -> new ArrayList<>()).add(entry);
		}
		List<Chunk> chunks = new ArrayList<>();
		byStream.forEach((stream, ofStream) -> cut(stream, ofStream, chunks));
		return chunks;
	}

	private void cut(String stream, List<Entry> entries, List<Chunk> chunks) {
		int start = 0;
		int bytes = 0;
		for (int end = 0; end < entries.size(); end++) {
			int entryBytes = entries.get(end).sizeInBytes();
			if (end - start == this.maxRecords || bytes + entryBytes > this.maxBytes) {
				chunks.add(new Chunk(stream, entries.subList(start, end)));
				start = end;
				bytes = 0;
			}
			bytes += entryBytes;
		}
		chunks.add(new Chunk(stream, entries.subList(start, entries.size())));
	}

}
