package io.kinesisboot.embedded;

import java.util.List;

/**
 * The newest calls of Kinesis Data Streams and of Firehose that an endpoint answered.
 * Immutable.
 *
 * @param calls the calls, the oldest first
 * @param dropped how many older ones are forgotten
 * @since 0.1.0
 */
public record CallHistory(List<ObservedCall> calls, long dropped) {

	public CallHistory {
		calls = List.copyOf(calls);
	}

	/**
	 * Selects the calls of one action.
	 * @param action the action, such as {@code PutRecords}
	 * @return its calls, the oldest first
	 */
	public List<ObservedCall> of(String action) {
		return this.calls.stream().filter((call) -> call.action().equals(action)).toList();
	}

	@Override
	public String toString() {
		return this.calls + ((this.dropped > 0) ? " and " + this.dropped + " before" : "");
	}

}
