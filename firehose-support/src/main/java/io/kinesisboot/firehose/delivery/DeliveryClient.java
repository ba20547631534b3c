package io.kinesisboot.firehose.delivery;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.firehose.FirehoseServiceClientConfiguration;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisServiceClientConfiguration;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * A delivery stream as the producer of streams sees it: a stream of one shard, whose
 * PutRecords is PutRecordBatch. Knows no other call. Thread-safe.
 */
final class DeliveryClient implements KinesisAsyncClient {

	/** A delivery stream has no keys; the producer wants one. */
	static final String PARTITION_KEY = "-";

	private static final String SHARD_ID = "delivery-stream";

	private static final String LAST_HASH_KEY = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE).toString();

	private static final ListShardsResponse ONE_SHARD = ListShardsResponse.builder()
		.shards(Shard.builder()
			.shardId(SHARD_ID)
			.hashKeyRange((range) -> range.startingHashKey("0").endingHashKey(LAST_HASH_KEY))
			.build())
		.build();

	private final FirehoseAsyncClient client;

	/**
	 * Creates a client.
	 * @param client makes the calls; it is not closed
	 */
	DeliveryClient(FirehoseAsyncClient client) {
		this.client = client;
	}

	@Override
	public CompletableFuture<ListShardsResponse> listShards(ListShardsRequest request) {
		return CompletableFuture.completedFuture(ONE_SHARD);
	}

	@Override
	public CompletableFuture<PutRecordsResponse> putRecords(PutRecordsRequest request) {
		PutRecordBatchRequest.Builder batch = PutRecordBatchRequest.builder()
			.deliveryStreamName(request.streamName())
			.records(request.records().stream().map(DeliveryClient::record).toList());
		request.overrideConfiguration().ifPresent(batch::overrideConfiguration);
		return this.client.putRecordBatch(batch.build()).thenApply(DeliveryClient::response);
	}

	private static Record record(PutRecordsRequestEntry entry) {
		return Record.builder().data(entry.data()).build();
	}

	private static PutRecordsResponse response(PutRecordBatchResponse response) {
		List<PutRecordsResultEntry> entries = response.requestResponses().stream().map(DeliveryClient::entry).toList();
		return PutRecordsResponse.builder()
			.failedRecordCount(Objects.requireNonNullElse(response.failedPutCount(), 0))
			.records(entries)
			.build();
	}

	private static PutRecordsResultEntry entry(PutRecordBatchResponseEntry entry) {
		PutRecordsResultEntry.Builder result = PutRecordsResultEntry.builder()
			.errorCode(entry.errorCode())
			.errorMessage(entry.errorMessage());
		return (entry.errorCode() != null) ? result.build()
				: result.shardId(SHARD_ID).sequenceNumber(entry.recordId()).build();
	}

	@Override
	public KinesisServiceClientConfiguration serviceClientConfiguration() {
		FirehoseServiceClientConfiguration configuration = this.client.serviceClientConfiguration();
		KinesisServiceClientConfiguration.Builder builder = KinesisServiceClientConfiguration.builder()
			.region(configuration.region())
			.overrideConfiguration(configuration.overrideConfiguration());
		configuration.endpointOverride().ifPresent(builder::endpointOverride);
		return builder.build();
	}

	@Override
	public String serviceName() {
		return this.client.serviceName();
	}

	@Override
	public void close() {
		// The client belongs to who made it
	}

}
