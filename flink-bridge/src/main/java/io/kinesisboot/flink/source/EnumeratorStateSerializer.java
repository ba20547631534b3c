package io.kinesisboot.flink.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes what the coordinator remembers into checkpoints. Stateless.
 */
final class EnumeratorStateSerializer implements SimpleVersionedSerializer<EnumeratorState> {

	private static final int VERSION = 1;

	private static final int INITIAL_BYTES = 1024;

	@Override
	public int getVersion() {
		return VERSION;
	}

	@Override
	public byte[] serialize(EnumeratorState state) throws IOException {
		DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);
		ShardSplitSerializer.write(state.initial(), out);
		out.writeInt(state.shards().size());
		for (KnownShard shard : state.shards()) {
			write(shard, out);
		}
		return out.getCopyOfBuffer();
	}

	private static void write(KnownShard shard, DataOutputView out) throws IOException {
		ShardSplitSerializer.write(shard.split(), out);
		out.writeInt(shard.parents().size());
		for (String parent : shard.parents()) {
			out.writeUTF(parent);
		}
		out.writeBoolean(shard.assigned());
	}

	@Override
	public EnumeratorState deserialize(int version, byte[] serialized) throws IOException {
		ShardSplitSerializer.checkVersion(version, VERSION);
		DataInputDeserializer in = new DataInputDeserializer(serialized);
		ShardPosition initial = ShardSplitSerializer.readPosition(in);
		int count = in.readInt();
		List<KnownShard> shards = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			shards.add(readShard(in));
		}
		return new EnumeratorState(initial, shards);
	}

	private static KnownShard readShard(DataInputView in) throws IOException {
		ShardSplit split = ShardSplitSerializer.read(in);
		int count = in.readInt();
		List<String> parents = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			parents.add(in.readUTF());
		}
		return new KnownShard(split, parents, in.readBoolean());
	}

}
