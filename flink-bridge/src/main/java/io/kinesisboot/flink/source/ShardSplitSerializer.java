package io.kinesisboot.flink.source;

import java.io.IOException;

import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes splits into checkpoints. Stateless.
 */
final class ShardSplitSerializer implements SimpleVersionedSerializer<ShardSplit> {

	private static final int VERSION = 1;

	private static final int INITIAL_BYTES = 128;

	@Override
	public int getVersion() {
		return VERSION;
	}

	@Override
	public byte[] serialize(ShardSplit split) throws IOException {
		DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);
		write(split, out);
		return out.getCopyOfBuffer();
	}

	@Override
	public ShardSplit deserialize(int version, byte[] serialized) throws IOException {
		checkVersion(version, VERSION);
		return read(new DataInputDeserializer(serialized));
	}

	static void checkVersion(int version, int known) throws IOException {
		if (version != known) {
			throw new IOException("The state must have version %d but has %d: it was written by a newer release"
				.formatted(known, version));
		}
	}

	static void write(ShardSplit split, DataOutputView out) throws IOException {
		out.writeUTF(split.shardId());
		write(split.hashKeys().start(), out);
		write(split.hashKeys().end(), out);
		write(split.position(), out);
	}

	private static void write(HashKey hashKey, DataOutputView out) throws IOException {
		out.writeLong(hashKey.high());
		out.writeLong(hashKey.low());
	}

	static void write(ShardPosition position, DataOutputView out) throws IOException {
		out.writeUTF(position.kind().name());
		out.writeUTF(position.sequenceNumber());
		out.writeInt(position.subSequenceNumber());
		out.writeLong(position.arrivalMillis());
	}

	static ShardSplit read(DataInputView in) throws IOException {
		return new ShardSplit(in.readUTF(), new HashRange(readHashKey(in), readHashKey(in)), readPosition(in));
	}

	private static HashKey readHashKey(DataInputView in) throws IOException {
		return new HashKey(in.readLong(), in.readLong());
	}

	static ShardPosition readPosition(DataInputView in) throws IOException {
		return new ShardPosition(ShardPosition.Kind.valueOf(in.readUTF()), in.readUTF(), in.readInt(), in.readLong());
	}

}
