package io.kinesisboot.deadletter;

import java.time.Duration;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.RecordTooLargeException;

/**
 * Puts dead letters into a Kinesis stream, with the partition key and the explicit hash
 * key of the record; headers travel as tags. A dead letter is larger than its record by
 * its headers, some 6 KiB unless they are not ASCII: a record that is nearly as large as
 * the stream takes (PutRecords, 1 MiB unless the stream is set to take more) does not
 * fit. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisDeadLetterSink implements DeadLetterSink {

	private final KinesisProducer producer;

	private final Destination destination;

	private final Duration timeout;

	/**
	 * Creates a sink.
	 * @param producer the producer, whose aggregates carry the headers
	 * @param destination the stream, which must be where the producer writes to
	 * @param timeout how long to wait for an answer; the producer may wait for memory
	 * before that, up to its {@code maxBlock}
	 */
	public KinesisDeadLetterSink(KinesisProducer producer, Destination destination, Duration timeout) {
		if (!producer.options().aggregation().enabled()) {
			throw new IllegalArgumentException("'aggregation' must be enabled in a producer of dead letters, whose "
					+ "headers travel in aggregates, but was disabled");
		}
		this.producer = producer;
		this.destination = destination.require(Destination.Scheme.KINESIS);
		this.timeout = timeout;
	}

	@Override
	public void put(DeadLetter letter) {
		try {
			SdkCalls.await("Put of the dead letter of %s to '%s'".formatted(letter.record(), this.destination),
					this.producer.send(letter.toUserRecord(this.destination.name())), this.timeout);
		}
		catch (KinesisBootException ex) {
			if (ex.getCause() instanceof RecordTooLargeException tooLarge) {
				throw new DeadLetterTooLargeException(letter, this.destination, tooLarge.getMaxRecordBytes(),
						"'maxRecordBytes', the limit of the stream", tooLarge.getRecordBytes());
			}
			throw ex;
		}
	}

}
