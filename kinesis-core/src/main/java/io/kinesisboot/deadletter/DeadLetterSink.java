package io.kinesisboot.deadletter;

/**
 * A place that keeps dead letters. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface DeadLetterSink {

	/**
	 * Stores a dead letter, and returns when it is stored. If that fails it may be stored
	 * nevertheless, and is stored twice when it is put again.
	 * @param letter the dead letter
	 * @throws DeadLetterTooLargeException if it is larger than the place takes
	 * @throws io.kinesisboot.KinesisBootException if it was refused, or there was no
	 * answer in time; the message names the place
	 */
	void put(DeadLetter letter);

	/**
	 * Sends elsewhere what is too large for this place.
	 * @param other where it goes
	 * @return a sink which has a place for both
	 */
	default DeadLetterSink withOverflow(DeadLetterSink other) {
		return (letter) -> {
			try {
				put(letter);
			}
			catch (DeadLetterTooLargeException ex) {
				other.put(letter);
			}
		};
	}

}
