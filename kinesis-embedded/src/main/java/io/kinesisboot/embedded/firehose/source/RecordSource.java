package io.kinesisboot.embedded.firehose.source;

import java.util.List;

/**
 * Where the records of a delivery stream come from. Confined to the delivery stream's
 * thread.
 *
 * @since 0.1.0
 */
public interface RecordSource {

	/**
	 * Takes what has come since.
	 * @return records in the order in which they came, empty if there are none
	 */
	List<DeliveryRecord> poll();

	/**
	 * How many records it has taken over that nobody has taken yet.
	 * @return their number
	 */
	int size();

	/**
	 * Takes no more, and forgets what it has.
	 */
	void close();

}
