package io.kinesisboot.consumer.torture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.kinesisboot.consumer.torture.Observations.RecordId;

/**
 * What a record of a run carries: which one it is, and when it was written. Immutable.
 *
 * @param id which record
 * @param time when it was sent
 */
record TorturePayload(RecordId id, long time) {

	private static final int BYTES = 100;

	ByteBuffer toBytes() {
		String text = this.id.key() + " " + this.id.serial() + " " + this.time + " ";
		return ByteBuffer.wrap((text + "x".repeat(BYTES - text.length())).getBytes(StandardCharsets.US_ASCII));
	}

	static TorturePayload parse(ByteBuffer bytes) {
		String[] fields = StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString().split(" ");
		return new TorturePayload(new RecordId(fields[0], Integer.parseInt(fields[1])), Long.parseLong(fields[2]));
	}

}
