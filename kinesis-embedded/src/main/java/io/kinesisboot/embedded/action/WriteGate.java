package io.kinesisboot.embedded.action;

import java.nio.charset.StandardCharsets;

import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.NewRecord;
import org.jspecify.annotations.Nullable;

/**
 * Refuses records that a fault throttles or that are too much for their shard.
 * Thread-safe.
 */
final class WriteGate {

	private final Faults faults;

	private final LimitEnforcer limits;

	private final String accountId;

	WriteGate(Faults faults, LimitEnforcer limits, String accountId) {
		this.faults = faults;
		this.limits = limits;
		this.accountId = accountId;
	}

	@Nullable AwsError refusal(String action, KinesisStream stream, NewRecord record) {
		if (this.limits.isOff() && this.faults.isEmpty()) {
			return null;
		}
		KinesisShard shard = stream.shardOf(record);
		if (this.faults.throttlesRecord(action, stream.name())
				|| !this.limits.admitsWrite(ReadGate.key(stream, shard), bytes(record))) {
			return LimitEnforcer.throughputExceeded(shard.id(), stream.name(), this.accountId);
		}
		return null;
	}

	private static int bytes(NewRecord record) {
		return record.data().length + record.partitionKey().getBytes(StandardCharsets.UTF_8).length;
	}

}
