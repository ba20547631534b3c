package io.kinesisboot.producer.benchmark;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import io.awspring.cloud.kinesis.integration.KinesisMessageHandler;
import io.kinesisboot.observation.MicrometerProducerMetrics;
import io.kinesisboot.observation.ObservedKinesisProducer;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.Ordering;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.utils.AttributeMap;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.integration.channel.NullChannel;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * The producers that are measured, each as its documentation says it is fastest.
 */
final class Contenders {

	private static final int DEFAULT_MAX_BYTES = AggregationOptions.defaults().maxBytes();

	private static final StaticCredentialsProvider CREDENTIALS = StaticCredentialsProvider
		.create(AwsBasicCredentials.create("any", "any"));

	private Contenders() {
	}

	static Contender create(String name, int port, Duration linger) {
		return switch (name) {
			case "kpl" -> new NativeLibrary(port, linger);
			case "sdk" -> new PlainSdk(client(port));
			case "spring" -> new SpringCloudAws(client(port));
			case "ours" -> ours(port, options(linger, Ordering.KEY));
			case "ours-none" -> ours(port, options(linger, Ordering.NONE));
			case "ours-metered" -> metered(port, options(linger, Ordering.KEY), ObservationRegistry.NOOP);
			case "ours-observed" -> metered(port, options(linger, Ordering.KEY), ObservationRegistry.create());
			default -> throw new IllegalArgumentException("No contender " + name);
		};
	}

	private static Contender ours(int port, ProducerOptions options) {
		KinesisAsyncClient client = client(port);
		return new Ours(client, KinesisProducer.builder(client).options(options).build());
	}

	/**
	 * With meters, of which one is made of observations if the registry takes any.
	 */
	private static Contender metered(int port, ProducerOptions options, ObservationRegistry observations) {
		MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
		KinesisAsyncClient client = client(port);
		KinesisProducer producer = KinesisProducer.builder(client)
			.options(options)
			.metrics(new MicrometerProducerMetrics(registry, "ours"))
			.build();
		return new Ours(client, ObservedKinesisProducer.of(producer, observations, null));
	}

	private static ProducerOptions options(Duration linger, Ordering ordering) {
		return ProducerOptions.builder().linger(linger).ordering(ordering).shardRate(ProducerOptions.UNLIMITED).build();
	}

	private static KinesisAsyncClient client(int port) {
		return KinesisAsyncClient.builder()
			.httpClient(NettyNioAsyncHttpClient.builder()
				.protocol(Protocol.HTTP1_1)
				.buildWithDefaults(
						AttributeMap.builder().put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true).build()))
			.endpointOverride(URI.create("https://127.0.0.1:" + port))
			.region(Region.US_EAST_1)
			.credentialsProvider(CREDENTIALS)
			.build();
	}

	/**
	 * This project's.
	 */
	private static final class Ours implements Contender {

		private final KinesisAsyncClient client;

		private final KinesisProducer producer;

		Ours(KinesisAsyncClient client, KinesisProducer producer) {
			this.client = client;
			this.producer = producer;
		}

		@Override
		public void send(String partitionKey, ByteBuffer data, Runnable acknowledged) {
			this.producer.send(new UserRecord(AcknowledgingEndpoint.STREAM, partitionKey, data))
				.whenComplete((result, failure) -> {
					if (failure != null) {
						throw new IllegalStateException(failure);
					}
					acknowledged.run();
				});
		}

		@Override
		public void flush() {
			this.producer.flush();
		}

		@Override
		public void close() {
			this.producer.close();
			this.client.close();
		}

	}

	/**
	 * PutRecords of 500 records, which is what the SDK leaves to its users, without the
	 * retries of refused records.
	 */
	private static final class PlainSdk implements Contender {

		private static final int BATCH_RECORDS = 500;

		private final KinesisAsyncClient client;

		private List<PutRecordsRequestEntry> entries = new ArrayList<>(BATCH_RECORDS);

		private List<Runnable> acknowledgements = new ArrayList<>(BATCH_RECORDS);

		PlainSdk(KinesisAsyncClient client) {
			this.client = client;
		}

		@Override
		public void send(String partitionKey, ByteBuffer data, Runnable acknowledged) {
			this.entries.add(PutRecordsRequestEntry.builder()
				.partitionKey(partitionKey)
				.data(SdkBytes.fromByteArrayUnsafe(data.array()))
				.build());
			this.acknowledgements.add(acknowledged);
			if (this.entries.size() == BATCH_RECORDS) {
				flush();
			}
		}

		@Override
		public void flush() {
			if (!this.entries.isEmpty()) {
				put(this.entries, this.acknowledgements);
				this.entries = new ArrayList<>(BATCH_RECORDS);
				this.acknowledgements = new ArrayList<>(BATCH_RECORDS);
			}
		}

		private void put(List<PutRecordsRequestEntry> entries, List<Runnable> acknowledgements) {
			this.client.putRecords((request) -> request.streamName(AcknowledgingEndpoint.STREAM).records(entries))
				.whenComplete((response, failure) -> {
					if (failure != null || response.failedRecordCount() > 0) {
						throw new IllegalStateException(failure);
					}
					acknowledgements.forEach(Runnable::run);
				});
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

	/**
	 * The message handler of Spring Cloud AWS, which puts one record a call.
	 */
	private static final class SpringCloudAws extends KinesisMessageHandler implements Contender {

		private static final String ACKNOWLEDGED = "acknowledged";

		private final KinesisAsyncClient client;

		SpringCloudAws(KinesisAsyncClient client) {
			super(client);
			this.client = client;
			setAsync(true);
			setOutputChannel(new NullChannel());
			setBeanFactory(new StaticListableBeanFactory(
					Map.of(IntegrationContextUtils.INTEGRATION_EVALUATION_CONTEXT_BEAN_NAME,
							new StandardEvaluationContext())));
			afterPropertiesSet();
		}

		@Override
		public void send(String partitionKey, ByteBuffer data, Runnable acknowledged) {
			PutRecordRequest request = PutRecordRequest.builder()
				.streamName(AcknowledgingEndpoint.STREAM)
				.partitionKey(partitionKey)
				.data(SdkBytes.fromByteArrayUnsafe(data.array()))
				.build();
			handleMessage(MessageBuilder.withPayload(request).setHeader(ACKNOWLEDGED, acknowledged).build());
		}

		@Override
		protected Message<?> handleResponse(Message<?> message, KinesisRequest request,
				@Nullable KinesisResponse response, @Nullable Throwable cause) {
			Message<?> answer = super.handleResponse(message, request, response, cause);
			Objects.requireNonNull(message.getHeaders().get(ACKNOWLEDGED, Runnable.class)).run();
			return answer;
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

	/**
	 * The Kinesis Producer Library: without its rate limit and metrics, and without the
	 * tracker of the oldest future, which slows it down with many records under way.
	 */
	private static final class NativeLibrary implements Contender {

		private final software.amazon.kinesis.producer.KinesisProducer producer;

		NativeLibrary(int port, Duration linger) {
			this.producer = new software.amazon.kinesis.producer.KinesisProducer(
					new KinesisProducerConfiguration().setKinesisEndpoint("127.0.0.1")
						.setKinesisPort(port)
						.setVerifyCertificate(false)
						.setRegion("us-east-1")
						.setCredentialsProvider(CREDENTIALS)
						.setMetricsLevel("none")
						.setRateLimit(1_000_000)
						.setRecordMaxBufferedTime(linger.toMillis())
						.setEnableOldestFutureTracker(Boolean.getBoolean("kpl.tracker"))
						.setTempDirectory(Path.of("target", "kpl").toAbsolutePath().toString()));
		}

		@Override
		public void send(String partitionKey, ByteBuffer data, Runnable acknowledged) {
			Futures.addCallback(this.producer.addUserRecord(AcknowledgingEndpoint.STREAM, partitionKey, data),
					new FutureCallback<UserRecordResult>() {

						@Override
						public void onSuccess(UserRecordResult result) {
							acknowledged.run();
						}

						@Override
						public void onFailure(Throwable failure) {
							throw new IllegalStateException(failure);
						}

					}, Runnable::run);
		}

		@Override
		public void close() {
			this.producer.destroy();
		}

	}

}
