package io.kinesisboot.observation;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * A send that is observed. What a tracer has to say goes into tags.
 *
 * @since 0.1.0
 */
public final class KinesisProducerContext extends SenderContext<Map<String, String>> {

	static final String SERVICE = "Kinesis";

	private final UserRecord record;

	private final Map<String, String> tags = new HashMap<>(4);

	private volatile @Nullable SendResult result;

	KinesisProducerContext(UserRecord record) {
		super((tags, name, value) -> Objects.requireNonNull(tags).put(name, value), Kind.PRODUCER);
		this.record = record;
		setCarrier(this.tags);
		setRemoteServiceName(SERVICE);
	}

	/**
	 * The record as it was to be sent.
	 * @return the record, without the tags of its trace
	 */
	public UserRecord getRecord() {
		return this.record;
	}

	/**
	 * Where the record ended up.
	 * @return the result; null as long as there is none
	 */
	public @Nullable SendResult getResult() {
		return this.result;
	}

	void setResult(SendResult result) {
		this.result = result;
	}

	Map<String, String> tags() {
		return this.tags;
	}

}
