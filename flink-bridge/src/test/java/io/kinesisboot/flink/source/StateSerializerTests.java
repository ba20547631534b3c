package io.kinesisboot.flink.source;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShardSplitSerializer} and {@link EnumeratorStateSerializer}.
 */
class StateSerializerTests {

	private static final HashRange HASH_KEYS = new HashRange(new HashKey(1, -2), new HashKey(-3, 4));

	@Test
	void splitIsReadAsItWasWritten() throws IOException {
		ShardSplitSerializer serializer = new ShardSplitSerializer();
		for (ShardPosition position : List.of(ShardPosition.TRIM_HORIZON, ShardPosition.SHARD_END,
				ShardPosition.after("495"), ShardPosition.after("495", 7),
				ShardPosition.atTimestamp(Instant.ofEpochMilli(1234)))) {
			ShardSplit split = new ShardSplit("shardId-000000000001", HASH_KEYS, position);
			assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(split))).isEqualTo(split);
		}
	}

	@Test
	void stateIsReadAsItWasWritten() throws IOException {
		ShardSplit split = new ShardSplit("c", HASH_KEYS, ShardPosition.TRIM_HORIZON);
		EnumeratorState state = new EnumeratorState(ShardPosition.TRIM_HORIZON,
				List.of(new KnownShard(split, List.of("a", "b"), false), new KnownShard(split, List.of(), true)));
		EnumeratorStateSerializer serializer = new EnumeratorStateSerializer();
		assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(state))).isEqualTo(state);
	}

	@Test
	void stateOfANewerReleaseIsRefused() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> new EnumeratorStateSerializer().deserialize(2, new byte[0]))
			.withMessage("The state must have version 1 but has 2: it was written by a newer release");
	}

}
