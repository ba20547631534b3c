package io.kinesisboot.consumer.kcl;

import java.util.concurrent.CompletableFuture;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisServiceClientConfiguration;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * Makes the calls that reading a stream takes through another client, its connections
 * included, but with credentials of its own. Closing it leaves the other client open.
 * Thread-safe.
 */
final class CredentialsClient implements KinesisAsyncClient {

	private final KinesisAsyncClient client;

	private final AwsCredentialsProvider credentials;

	CredentialsClient(KinesisAsyncClient client, AwsCredentialsProvider credentials) {
		this.client = client;
		this.credentials = credentials;
	}

	@SuppressWarnings("unchecked")
	private <R extends KinesisRequest> R signed(R request) {
		AwsRequestOverrideConfiguration configuration = request.overrideConfiguration()
			.map(AwsRequestOverrideConfiguration::toBuilder)
			.orElseGet(AwsRequestOverrideConfiguration::builder)
			.credentialsProvider(this.credentials)
			.build();
		return (R) request.toBuilder().overrideConfiguration(configuration).build();
	}

	@Override
	public CompletableFuture<DescribeStreamResponse> describeStream(DescribeStreamRequest request) {
		return this.client.describeStream(signed(request));
	}

	@Override
	public CompletableFuture<DescribeStreamSummaryResponse> describeStreamSummary(
			DescribeStreamSummaryRequest request) {
		return this.client.describeStreamSummary(signed(request));
	}

	@Override
	public CompletableFuture<ListShardsResponse> listShards(ListShardsRequest request) {
		return this.client.listShards(signed(request));
	}

	@Override
	public CompletableFuture<GetShardIteratorResponse> getShardIterator(GetShardIteratorRequest request) {
		return this.client.getShardIterator(signed(request));
	}

	@Override
	public CompletableFuture<GetRecordsResponse> getRecords(GetRecordsRequest request) {
		return this.client.getRecords(signed(request));
	}

	@Override
	public CompletableFuture<DescribeStreamConsumerResponse> describeStreamConsumer(
			DescribeStreamConsumerRequest request) {
		return this.client.describeStreamConsumer(signed(request));
	}

	@Override
	public CompletableFuture<RegisterStreamConsumerResponse> registerStreamConsumer(
			RegisterStreamConsumerRequest request) {
		return this.client.registerStreamConsumer(signed(request));
	}

	@Override
	public CompletableFuture<DeregisterStreamConsumerResponse> deregisterStreamConsumer(
			DeregisterStreamConsumerRequest request) {
		return this.client.deregisterStreamConsumer(signed(request));
	}

	@Override
	public CompletableFuture<Void> subscribeToShard(SubscribeToShardRequest request,
			SubscribeToShardResponseHandler handler) {
		return this.client.subscribeToShard(signed(request), handler);
	}

	@Override
	public KinesisServiceClientConfiguration serviceClientConfiguration() {
		return this.client.serviceClientConfiguration();
	}

	@Override
	public String serviceName() {
		return this.client.serviceName();
	}

	@Override
	public void close() {
		// The client is another's
	}

}
