package io.kinesisboot.observation;

import java.util.List;

import io.kinesisboot.consumer.ReceivedRecord;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * A call of a listener that is observed. What the producer of a record has sent of its
 * trace is found in the record's tags; the records of a batch are of several traces, of
 * which none is the batch's.
 *
 * @since 0.1.0
 */
public final class KinesisListenerContext extends ReceiverContext<List<ReceivedRecord>> {

	private final String listenerId;

	private final String applicationName;

	private final String stream;

	private final String shardId;

	private final boolean batch;

	private final List<ReceivedRecord> records;

	KinesisListenerContext(String listenerId, String applicationName, String stream, String shardId, boolean batch,
			List<ReceivedRecord> records) {
		super(batch ? (carrier, key) -> null : KinesisListenerContext::tag, Kind.CONSUMER);
		this.listenerId = listenerId;
		this.applicationName = applicationName;
		this.stream = stream;
		this.shardId = shardId;
		this.batch = batch;
		this.records = records;
		setCarrier(records);
		setRemoteServiceName(KinesisProducerContext.SERVICE);
	}

	private static @Nullable String tag(List<ReceivedRecord> records, String key) {
		return records.get(0).tags().get(key);
	}

	public String getListenerId() {
		return this.listenerId;
	}

	public String getApplicationName() {
		return this.applicationName;
	}

	public String getStream() {
		return this.stream;
	}

	public String getShardId() {
		return this.shardId;
	}

	/**
	 * Whether the listener takes batches.
	 * @return false if it takes one record at a time
	 */
	public boolean isBatch() {
		return this.batch;
	}

	/**
	 * The records of the call.
	 * @return one, unless it is a batch; none at the end of a tumbling window
	 */
	public List<ReceivedRecord> getRecords() {
		return this.records;
	}

}
