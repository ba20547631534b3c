package io.kinesisboot.flink.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.kinesisboot.flink.StreamName;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Writes elements by a producer of its own. Confined to the thread of its task; answers
 * come on threads of the client.
 *
 * @param <T> the type of the elements
 */
final class KinesisSinkWriter<T> implements SinkWriter<T> {

	private final StreamName stream;

	private final KinesisAsyncClient client;

	private final KinesisProducer producer;

	private final SerializationSchema<T> serializer;

	private final PartitionKeys<T> partitionKeys;

	private final SinkWriterMetricGroup metrics;

	/** The first failure, after which nothing is written any more. */
	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	KinesisSinkWriter(StreamName stream, KinesisAsyncClient client, ProducerOptions options,
			SerializationSchema<T> serializer, PartitionKeys<T> partitionKeys, SinkWriterMetricGroup metrics) {
		this.stream = stream;
		this.client = client;
		this.producer = KinesisProducer.builder(client).options(options).build();
		this.serializer = serializer;
		this.partitionKeys = partitionKeys;
		this.metrics = metrics;
	}

	@Override
	public void write(T element, Context context) throws IOException {
		failIfLost();
		byte[] payload = this.serializer.serialize(element);
		if (payload == null) {
			return;
		}
		UserRecord record = new UserRecord(this.stream.name(), this.partitionKeys.partitionKey(element),
				ByteBuffer.wrap(payload));
		this.producer.send(record).whenComplete(this::settled);
		this.metrics.getNumRecordsSendCounter().inc();
		this.metrics.getNumBytesSendCounter().inc(payload.length);
	}

	private void settled(@Nullable SendResult result, @Nullable Throwable lost) {
		if (lost != null) {
			this.failure.compareAndSet(null, lost);
		}
	}

	@Override
	public void flush(boolean endOfInput) throws IOException, InterruptedException {
		try {
			this.producer.flush().get();
		}
		catch (ExecutionException ex) {
			throw new IOException("Stream '" + this.stream + "' could not be flushed", ex);
		}
		failIfLost();
	}

	private void failIfLost() throws IOException {
		Throwable lost = this.failure.get();
		if (lost != null) {
			throw new IOException("An element was not stored: " + lost.getMessage(), lost);
		}
	}

	/**
	 * What is not flushed belongs to no checkpoint, and is written again.
	 */
	@Override
	public void close() {
		this.producer.close(Duration.ZERO);
		this.client.close();
	}

}
