package io.kinesisboot.autoconfigure.iam;

import java.util.List;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.dedup.dynamodb.DynamoDbIdempotencyStore;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import org.jspecify.annotations.Nullable;

/**
 * What listeners read with the help of KCL, and what they remember. Thread-safe.
 *
 * @param registry has the listeners
 * @param keyTable the table of the idempotency store in DynamoDB, if there is one
 */
record ListenerPermissions(KinesisListenerEndpointRegistry registry,
		@Nullable String keyTable) implements IamPolicyContributor {

	private static final String[] LEASES = { "CreateTable", "DescribeTable", "Scan", "GetItem", "PutItem", "UpdateItem",
			"DeleteItem" };

	/**
	 * Tables of which KCL asks whether they are there, from the days of its migration.
	 */
	private static final List<String> OLD_TABLES = List.of("-CoordinatorState", "-WorkerMetricStats");

	@Override
	public void contribute(IamPermissions permissions) {
		for (KinesisMessageListenerContainer container : this.registry.getListenerContainers()) {
			List<RecordSource.Request> requests = container.requests();
			requests.forEach((request) -> read(permissions, request));
			if (this.keyTable != null
					&& container.options().idempotency().store() instanceof DynamoDbIdempotencyStore) {
				permissions.allowOf("dynamodb", table(this.keyTable), "DescribeTable", "PutItem", "UpdateItem",
						"DeleteItem");
			}
		}
	}

	private static void read(IamPermissions permissions, RecordSource.Request request) {
		permissions.allowOf("dynamodb", table(request.applicationName()), LEASES);
		permissions.allowOf("dynamodb", table(request.applicationName()) + "/index/*", "Query");
		OLD_TABLES.forEach((suffix) -> permissions.allowOf("dynamodb", table(request.applicationName() + suffix),
				"DescribeTable"));
		for (String stream : request.streams()) {
			String role = request.roles().get(stream);
			if (role != null) {
				permissions.allow(role, "sts:AssumeRole");
			}
			else {
				read(permissions, stream, request);
			}
		}
	}

	private static String table(String name) {
		return name.startsWith("arn:") ? name : "table/" + name;
	}

	private static void read(IamPermissions permissions, String stream, RecordSource.Request request) {
		String resource = KinesisResources.stream(stream);
		Retrieval retrieval = request.retrieval();
		permissions.allowOf("kinesis", resource, "DescribeStreamSummary", "ListShards");
		if (retrieval.mode() == RetrievalMode.POLLING) {
			permissions.allowOf("kinesis", resource, "GetShardIterator", "GetRecords");
			return;
		}
		String name = (retrieval.consumer() != null) ? retrieval.consumer() : request.applicationName();
		String consumer = retrieval.hasConsumerArn() ? name : KinesisResources.consumer(stream, name);
		permissions.allowOf("kinesis", consumer, "DescribeStreamConsumer", "SubscribeToShard");
		if (!retrieval.hasConsumerArn()) {
			permissions.allowOf("kinesis", resource, "RegisterStreamConsumer");
		}
		if (retrieval.deregister()) {
			permissions.allowOf("kinesis", consumer, "DeregisterStreamConsumer");
		}
	}

}
