package io.kinesisboot.flink.sink;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

import io.kinesisboot.flink.KinesisClientFactory;
import io.kinesisboot.flink.KinesisClientOptions;
import io.kinesisboot.flink.StreamName;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.ProducerOptions;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * A stream of Kinesis as a sink of Flink. Immutable.
 * <p>
 * <b>At least once.</b> A checkpoint completes when all elements before it are stored;
 * what was written after it is written again after a restart. An element that the stream
 * does not take within {@code recordTimeToLive} fails the job.
 * <p>
 * <b>Order.</b> Elements of one partition key that come from one writer are stored in
 * their order, through throttling and resharding.
 * <p>
 * <b>Back-pressure.</b> When more is under way than the memory of the producer holds,
 * writing waits.
 *
 * @param <T> the type of the elements
 * @since 0.1.0
 */
public final class KinesisSink<T> implements Sink<T> {

	private final StreamName stream;

	private final KinesisClientFactory client;

	private final SerializationSchema<T> serializer;

	private final PartitionKeys<T> partitionKeys;

	private final Settings settings;

	private KinesisSink(Builder<T> builder, SerializationSchema<T> serializer) {
		this.stream = new StreamName(builder.stream);
		this.client = builder.client;
		this.serializer = serializer;
		this.partitionKeys = builder.partitionKeys;
		this.settings = new Settings(builder.aggregation, builder.linger, builder.maxBatchRecords,
				builder.maxBatchBytes, builder.maxInFlight, builder.recordTimeToLive, builder.shardRate);
	}

	/**
	 * Starts to build a sink.
	 * @param <T> the type of the elements
	 * @param stream the stream's name or ARN
	 * @return a new builder
	 */
	public static <T> Builder<T> builder(String stream) {
		return new Builder<>(stream);
	}

	@Override
	public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
		try {
			this.serializer.open(context.asSerializationSchemaInitializationContext());
		}
		catch (Exception ex) {
			throw new FlinkRuntimeException("The serializer of stream '" + this.stream + "' cannot be opened", ex);
		}
		return new KinesisSinkWriter<>(this.stream, this.client.create(), this.settings.producerOptions(),
				this.serializer, this.partitionKeys, context.metricGroup());
	}

	/**
	 * What the producers are built with, which takes from the machine how much memory
	 * there is.
	 */
	private record Settings(boolean aggregation, Duration linger, int maxBatchRecords, int maxBatchBytes,
			int maxInFlight, Duration recordTimeToLive, double shardRate) implements Serializable {

		Settings {
			options(aggregation, linger, maxBatchRecords, maxBatchBytes, maxInFlight, recordTimeToLive, shardRate);
		}

		private ProducerOptions producerOptions() {
			return options(this.aggregation, this.linger, this.maxBatchRecords, this.maxBatchBytes, this.maxInFlight,
					this.recordTimeToLive, this.shardRate);
		}

		private static ProducerOptions options(boolean aggregation, Duration linger, int maxBatchRecords,
				int maxBatchBytes, int maxInFlight, Duration recordTimeToLive, double shardRate) {
			return ProducerOptions.builder()
				.aggregation(aggregation ? AggregationOptions.defaults() : AggregationOptions.disabled())
				.linger(linger)
				.maxBatchRecords(maxBatchRecords)
				.maxBatchBytes(maxBatchBytes)
				.maxInFlight(maxInFlight)
				.recordTimeToLive(recordTimeToLive)
				.shardRate(shardRate)
				.build();
		}

	}

	/**
	 * Collects what a sink needs. Confined to one thread.
	 *
	 * @param <T> the type of the elements
	 */
	public static final class Builder<T> {

		private static final ProducerOptions DEFAULTS = ProducerOptions.defaults();

		private final String stream;

		private KinesisClientFactory client = KinesisClientOptions.defaults();

		private @Nullable SerializationSchema<T> serializer;

		private PartitionKeys<T> partitionKeys = PartitionKeys.random();

		private boolean aggregation;

		private Duration linger = DEFAULTS.linger();

		private int maxBatchRecords = DEFAULTS.maxBatchRecords();

		private int maxBatchBytes = DEFAULTS.maxBatchBytes();

		private int maxInFlight = DEFAULTS.maxInFlight();

		private Duration recordTimeToLive = Duration.ofMinutes(5);

		private double shardRate = DEFAULTS.shardRate();

		private Builder(String stream) {
			this.stream = stream;
		}

		/**
		 * Sets how the service is reached.
		 * @param client makes clients, or tells where the service is; what the AWS SDK
		 * finds unless set
		 * @return this builder
		 */
		public Builder<T> client(KinesisClientFactory client) {
			this.client = client;
			return this;
		}

		/**
		 * Sets what makes payloads of elements.
		 * @param serializer makes them; an element for which it makes null is left out
		 * @return this builder
		 */
		public Builder<T> serializer(SerializationSchema<T> serializer) {
			this.serializer = serializer;
			return this;
		}

		/**
		 * Sets what chooses the partition key of an element.
		 * @param partitionKeys chooses it; random unless set
		 * @return this builder
		 */
		public Builder<T> partitionKeys(PartitionKeys<T> partitionKeys) {
			this.partitionKeys = partitionKeys;
			return this;
		}

		/**
		 * Chooses whether elements are packed into aggregates in the format of the
		 * Kinesis Producer Library, which readers must know then.
		 * @param aggregation whether they are; false unless set
		 * @return this builder
		 */
		public Builder<T> aggregation(boolean aggregation) {
			this.aggregation = aggregation;
			return this;
		}

		/**
		 * Limits how long an element waits for more to go with it.
		 * @param linger 0 to half of {@code recordTimeToLive}; 5 milliseconds unless set
		 * @return this builder
		 */
		public Builder<T> linger(Duration linger) {
			this.linger = linger;
			return this;
		}

		/**
		 * Limits the entries of one call.
		 * @param maxBatchRecords 1 to 500 (PutRecords limit); 500 unless set
		 * @return this builder
		 */
		public Builder<T> maxBatchRecords(int maxBatchRecords) {
			this.maxBatchRecords = maxBatchRecords;
			return this;
		}

		/**
		 * Limits the bytes of one call.
		 * @param maxBatchBytes 1 MiB to 10 MiB (PutRecords limit); 10 MiB unless set
		 * @return this builder
		 */
		public Builder<T> maxBatchBytes(int maxBatchBytes) {
			this.maxBatchBytes = maxBatchBytes;
			return this;
		}

		/**
		 * Limits the calls of a writer under way.
		 * @param maxInFlight 1 to 10,000; 64 unless set
		 * @return this builder
		 */
		public Builder<T> maxInFlight(int maxInFlight) {
			this.maxInFlight = maxInFlight;
			return this;
		}

		/**
		 * Limits how long an element is tried to be stored before the job fails.
		 * @param recordTimeToLive 1 ms to 24 hours; 5 minutes unless set
		 * @return this builder
		 */
		public Builder<T> recordTimeToLive(Duration recordTimeToLive) {
			this.recordTimeToLive = recordTimeToLive;
			return this;
		}

		/**
		 * Limits what a writer sends to a shard, as a part of what a shard takes.
		 * @param shardRate 0.01 to 1,000, or {@link ProducerOptions#UNLIMITED}; 1 unless
		 * set
		 * @return this builder
		 */
		public Builder<T> shardRate(double shardRate) {
			this.shardRate = shardRate;
			return this;
		}

		/**
		 * Checks and builds the sink.
		 * @return a sink
		 * @throws IllegalArgumentException if a setting is out of its range
		 */
		public KinesisSink<T> build() {
			return new KinesisSink<>(this, Objects.requireNonNull(this.serializer, "'serializer' must not be null"));
		}

	}

}
