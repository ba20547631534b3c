package io.kinesisboot.autoconfigure.iam;

import java.util.Map;

import io.kinesisboot.autoconfigure.stream.KinesisStreamProperties;
import io.kinesisboot.stream.plan.StreamPolicy;
import io.kinesisboot.stream.plan.StreamSpec;

/**
 * What is done to streams at the start, and later by their load. Thread-safe.
 *
 * @param streams how streams shall be, by name
 */
record StreamPermissions(Map<String, KinesisStreamProperties> streams) implements IamPolicyContributor {

	private static final String SERVICE = "kinesis";

	@Override
	public void contribute(IamPermissions permissions) {
		this.streams.forEach((name, stream) -> {
			boolean update = stream.onDifference() == StreamPolicy.OnDifference.UPDATE;
			boolean create = stream.onMissing() == StreamPolicy.OnMissing.CREATE;
			look(permissions, name, stream);
			if (create) {
				allow(permissions, name, "CreateStream");
			}
			if (create || update) {
				complete(permissions, name, stream);
			}
			if (update) {
				update(permissions, name, stream);
			}
			if (stream.scaling() != null) {
				allow(permissions, name, "ListShards", "SplitShard", "MergeShards", "UpdateShardCount");
			}
		});
	}

	private static void look(IamPermissions permissions, String name, KinesisStreamProperties stream) {
		allow(permissions, name, "DescribeStreamSummary");
		if (!stream.tags().isEmpty()) {
			allow(permissions, name, "ListTagsForStream");
		}
		stream.consumers()
			.forEach((consumer) -> permissions.allowOf(SERVICE, KinesisResources.consumer(name, consumer),
					"DescribeStreamConsumer"));
	}

	/**
	 * What a stream gets that is new, or that differs. Tags need their own permission in
	 * CreateStream as well.
	 */
	private static void complete(IamPermissions permissions, String name, KinesisStreamProperties stream) {
		if (!stream.tags().isEmpty()) {
			allow(permissions, name, "AddTagsToStream");
		}
		if (stream.retention() != null) {
			allow(permissions, name, "IncreaseStreamRetentionPeriod");
		}
		if (stream.encryption() != null && !stream.encryption().equals(StreamSpec.UNENCRYPTED)) {
			allow(permissions, name, "StartStreamEncryption");
		}
		if (!stream.consumers().isEmpty()) {
			allow(permissions, name, "RegisterStreamConsumer");
		}
	}

	private static void update(IamPermissions permissions, String name, KinesisStreamProperties stream) {
		if (stream.mode() != null) {
			allow(permissions, name, "UpdateStreamMode");
		}
		if (stream.shards() != null && stream.scaling() == null) {
			allow(permissions, name, "UpdateShardCount");
		}
		if (stream.maxRecordSize() != null) {
			allow(permissions, name, "UpdateMaxRecordSize");
		}
		if (stream.retention() != null && stream.reduce()) {
			allow(permissions, name, "DecreaseStreamRetentionPeriod");
		}
		if (StreamSpec.UNENCRYPTED.equals(stream.encryption()) && stream.reduce()) {
			allow(permissions, name, "StopStreamEncryption");
		}
	}

	private static void allow(IamPermissions permissions, String stream, String... actions) {
		permissions.allowOf(SERVICE, KinesisResources.stream(stream), actions);
	}

}
