package io.kinesisboot.flink.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.flink.KinesisClientFactory;
import io.kinesisboot.flink.KinesisClientOptions;
import io.kinesisboot.flink.StreamName;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.jspecify.annotations.Nullable;

/**
 * A stream of Kinesis as a source of Flink. Immutable.
 * <p>
 * <b>Exactly once</b>, as to the state of the job: a checkpoint holds of each shard which
 * user record was emitted last, also in the middle of an aggregate, and how far shards
 * have been split and merged.
 * <p>
 * <b>Order.</b> The records of a shard are emitted in their order, those of shards which
 * it became after all of its own and by the same reader. A shard merged of two that had
 * different readers waits until a checkpoint has passed, and so keeps the order as well;
 * without checkpoints it waits for {@code discoveryInterval} at most, and with unaligned
 * ones order across a merge is not kept.
 * <p>
 * <b>Time.</b> The timestamp of an element is when the service received its record.
 * Watermarks are made for each shard by itself. They hold while a shard is taken over by
 * what it became.
 * <p>
 * <b>Back-pressure.</b> Of each shard one batch waits while another one is emitted, and
 * nothing is read beyond that.
 *
 * @param <T> the type of the elements
 * @since 0.1.0
 */
public final class KinesisSource<T> implements Source<T, ShardSplit, EnumeratorState>, ResultTypeQueryable<T> {

	private final StreamName stream;

	private final KinesisClientFactory client;

	/** As text, since it is not serializable. */
	private final String startingPosition;

	private final SourceOptions options;

	private final KinesisDeserializer<T> deserializer;

	private KinesisSource(StreamName stream, Builder<T> builder, KinesisDeserializer<T> deserializer) {
		this.stream = stream;
		this.client = builder.client;
		this.startingPosition = builder.startingPosition.toString();
		this.options = builder.options();
		this.deserializer = deserializer;
	}

	/**
	 * Starts to build a source.
	 * @param <T> the type of the elements
	 * @param stream the stream's name or ARN
	 * @return a new builder
	 */
	public static <T> Builder<T> builder(String stream) {
		return new Builder<>(stream);
	}

	@Override
	public Boundedness getBoundedness() {
		return Boundedness.CONTINUOUS_UNBOUNDED;
	}

	@Override
	public TypeInformation<T> getProducedType() {
		return this.deserializer.getProducedType();
	}

	@Override
	public SplitEnumerator<ShardSplit, EnumeratorState> createEnumerator(SplitEnumeratorContext<ShardSplit> context) {
		return restoreEnumerator(context, new EnumeratorState(initialPosition(Clock.systemUTC().instant()), List.of()));
	}

	/**
	 * {@code LATEST} is the moment of the first start, so that a restart loses nothing.
	 */
	private ShardPosition initialPosition(Instant now) {
		StartingPosition position = StartingPosition.of(this.startingPosition).asOf(now);
		return switch (position.type()) {
			case TRIM_HORIZON -> ShardPosition.TRIM_HORIZON;
			case LATEST -> ShardPosition.atTimestamp(now);
			case AT_TIMESTAMP -> ShardPosition.atTimestamp(Objects.requireNonNull(position.timestamp()));
		};
	}

	@Override
	public SplitEnumerator<ShardSplit, EnumeratorState> restoreEnumerator(SplitEnumeratorContext<ShardSplit> context,
			EnumeratorState state) {
		StreamShards shards = new StreamShards(this.client.create(), this.stream, this.options, state.initial());
		return new ShardEnumerator(context, this.stream, shards, this.options, state);
	}

	@Override
	public SourceReader<T, ShardSplit> createReader(SourceReaderContext context) throws Exception {
		this.deserializer.open(new OpenContext(context));
		return new KinesisSourceReader<>(context, this.stream,
				new ShardFeeds(this.client.create(), this.stream, this.options), this.deserializer);
	}

	@Override
	public SimpleVersionedSerializer<ShardSplit> getSplitSerializer() {
		return new ShardSplitSerializer();
	}

	@Override
	public SimpleVersionedSerializer<EnumeratorState> getEnumeratorCheckpointSerializer() {
		return new EnumeratorStateSerializer();
	}

	/**
	 * What a deserializer is given.
	 *
	 * @param reader the context of its reader
	 */
	private record OpenContext(SourceReaderContext reader) implements DeserializationSchema.InitializationContext {

		@Override
		public MetricGroup getMetricGroup() {
			return this.reader.metricGroup().addGroup("deserializer");
		}

		@Override
		public UserCodeClassLoader getUserCodeClassLoader() {
			return this.reader.getUserCodeClassLoader();
		}

	}

	/**
	 * Collects what a source needs. Confined to one thread.
	 *
	 * @param <T> the type of the elements
	 */
	public static final class Builder<T> {

		private final String stream;

		private KinesisClientFactory client = KinesisClientOptions.defaults();

		private StartingPosition startingPosition = StartingPosition.LATEST;

		private RetrievalMode mode = RetrievalMode.POLLING;

		private @Nullable String consumerName;

		private ConsumerLifecycle lifecycle = ConsumerLifecycle.JOB_MANAGED;

		private Duration discoveryInterval = Duration.ofSeconds(10);

		private Duration fetchInterval = Duration.ofMillis(200);

		private Duration emptyFetchInterval = Duration.ofMillis(250);

		private int maxRecords = 10_000;

		private @Nullable KinesisDeserializer<T> deserializer;

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
		 * Sets where a job starts to read that has no state.
		 * @param startingPosition the position; {@code LATEST} unless set, which is the
		 * moment of the first start
		 * @return this builder
		 */
		public Builder<T> startingPosition(StartingPosition startingPosition) {
			this.startingPosition = startingPosition;
			return this;
		}

		/**
		 * Has the stream pushed to a registered consumer.
		 * @param consumerName its name, 1 to 128 letters, digits, underscores, dots and
		 * hyphens (RegisterStreamConsumer limit)
		 * @param lifecycle who registers it
		 * @return this builder
		 */
		public Builder<T> fanOut(String consumerName, ConsumerLifecycle lifecycle) {
			this.mode = RetrievalMode.FAN_OUT;
			this.consumerName = consumerName;
			this.lifecycle = lifecycle;
			return this;
		}

		/**
		 * Sets how often new shards are looked for, which are also looked for when one
		 * ends.
		 * @param discoveryInterval 1 ms to a day; 10 seconds unless set
		 * @return this builder
		 */
		public Builder<T> discoveryInterval(Duration discoveryInterval) {
			this.discoveryInterval = discoveryInterval;
			return this;
		}

		/**
		 * Sets the least time between two reads of a shard.
		 * @param fetchInterval 0 to a day; 200 milliseconds unless set, which the service
		 * allows to all readers of a shard together (GetRecords limit)
		 * @return this builder
		 */
		public Builder<T> fetchInterval(Duration fetchInterval) {
			this.fetchInterval = fetchInterval;
			return this;
		}

		/**
		 * Sets the pause after a read that found nothing.
		 * @param emptyFetchInterval 1 ms to a day; 250 milliseconds unless set
		 * @return this builder
		 */
		public Builder<T> emptyFetchInterval(Duration emptyFetchInterval) {
			this.emptyFetchInterval = emptyFetchInterval;
			return this;
		}

		/**
		 * Limits the stream records of one read, and with them the memory of a shard.
		 * @param maxRecords 1 to 10,000; 10,000 unless set
		 * @return this builder
		 */
		public Builder<T> maxRecords(int maxRecords) {
			this.maxRecords = maxRecords;
			return this;
		}

		/**
		 * Sets what makes elements of user records.
		 * @param deserializer makes them
		 * @return this builder
		 */
		public Builder<T> deserializer(KinesisDeserializer<T> deserializer) {
			this.deserializer = deserializer;
			return this;
		}

		private SourceOptions options() {
			return new SourceOptions(this.mode, this.consumerName, this.lifecycle, this.discoveryInterval,
					this.fetchInterval, this.emptyFetchInterval, this.maxRecords);
		}

		/**
		 * Checks and builds the source.
		 * @return a source
		 * @throws IllegalArgumentException if a setting is out of its range
		 */
		public KinesisSource<T> build() {
			return new KinesisSource<>(new StreamName(this.stream), this,
					Objects.requireNonNull(this.deserializer, "'deserializer' must not be null"));
		}

	}

}
