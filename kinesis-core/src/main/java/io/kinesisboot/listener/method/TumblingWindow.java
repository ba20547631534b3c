package io.kinesisboot.listener.method;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

import io.kinesisboot.consumer.ShardWindow;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;

/**
 * The span of time, by their arrival, to which the records of a batch belong, with a
 * state that goes from one call for the window to the next. A listener method that has a
 * parameter of this type is called with records of one window only, and at the end of the
 * window once more, without records. Windows of a shard follow each other; each shard has
 * its own.
 * <p>
 * The state is what the last call that ended well has set: a call that fails is repeated
 * with the state that it began with. It is kept as JSON, and under AWS Lambda may have 1
 * MB. Valid during the call that it is handed to.
 *
 * @since 0.1.0
 */
public final class TumblingWindow {

	private static final byte[] NO_STATE = { '{', '}' };

	private final ShardWindow window;

	private final SmartMessageConverter converter;

	TumblingWindow(ShardWindow window, SmartMessageConverter converter) {
		this.window = window;
		this.converter = converter;
	}

	/**
	 * When the window starts: records that arrived then belong to it.
	 * @return the start
	 */
	public Instant start() {
		return this.window.start();
	}

	/**
	 * When the window ends: records that arrived then belong to the next one.
	 * @return the end
	 */
	public Instant end() {
		return this.window.end();
	}

	/**
	 * The stream's name.
	 * @return the name
	 */
	public String stream() {
		return this.window.shard().stream();
	}

	/**
	 * The shard's id.
	 * @return the id, such as {@code shardId-000000000000}
	 */
	public String shardId() {
		return this.window.shard().shardId();
	}

	/**
	 * Whether this is the window's last call, which has no records: the state is that of
	 * all of them.
	 * @return true for the last call
	 */
	public boolean isFinal() {
		return this.window.isLast();
	}

	/**
	 * Whether the window ends before its time, because its records exceed what may be
	 * held open ({@code windowRecords}, {@code windowBytes}) or, under AWS Lambda, its
	 * state exceeds 1 MB. The rest of its records then comes with a window of the same
	 * time, which begins without a state.
	 * @return true if another window of the same time may follow
	 */
	public boolean isTerminatedEarly() {
		return this.window.isTerminatedEarly();
	}

	/**
	 * The state.
	 * @param <T> the state's type
	 * @param type the state's type, which JSON is read as
	 * @param initial what to return if no call has set a state yet
	 * @return the state, which is not kept before it is set
	 */
	public <T> T state(Class<T> type, T initial) {
		byte[] state = this.window.state();
		if (state == null || Arrays.equals(state, NO_STATE)) {
			return initial;
		}
		Message<byte[]> message = new GenericMessage<>(state);
		Object value = this.converter.fromMessage(message, type);
		if (value == null) {
			throw new MessageConversionException(message, "No converter makes a " + type.getName() + " of the state");
		}
		return type.cast(value);
	}

	/**
	 * Sets the state, for the next call if this one ends well.
	 * @param state a record, a map or anything else that becomes a JSON object
	 * @throws IllegalArgumentException if it does not become a JSON object
	 */
	public void setState(Object state) {
		Message<?> message = this.converter.toMessage(state, new MessageHeaders(Map.of()));
		if (message == null || !(message.getPayload() instanceof byte[] json) || json.length == 0 || json[0] != '{') {
			throw new IllegalArgumentException(
					"'state' must become a JSON object but is a " + state.getClass().getName());
		}
		this.window.state(json);
	}

	@Override
	public String toString() {
		return this.window.toString();
	}

}
