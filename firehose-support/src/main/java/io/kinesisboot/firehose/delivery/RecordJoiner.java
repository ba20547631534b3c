package io.kinesisboot.firehose.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;

import io.kinesisboot.aggregation.RecordPacker;
import org.jspecify.annotations.Nullable;

/**
 * Joins records to one, as Firehose itself does in what it delivers: each ends with the
 * delimiter. Confined to one thread.
 */
final class RecordJoiner implements RecordPacker {

	private final int maxBytes;

	private final ByteArrayOutputStream joined = new ByteArrayOutputStream();

	/**
	 * Creates a joiner.
	 * @param maxBytes the largest record that it makes
	 */
	RecordJoiner(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	@Override
	public boolean add(String partitionKey, @Nullable String explicitHashKey, ByteBuffer data,
			Map<String, String> tags) {
		if (data.remaining() > this.maxBytes - this.joined.size()) {
			return false;
		}
		byte[] bytes = new byte[data.remaining()];
		data.duplicate().get(bytes);
		this.joined.write(bytes, 0, bytes.length);
		return true;
	}

	@Override
	public int sizeInBytes() {
		return this.joined.size();
	}

	@Override
	public byte[] drain() {
		byte[] bytes = this.joined.toByteArray();
		this.joined.reset();
		return bytes;
	}

}
