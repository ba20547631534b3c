package io.kinesisboot.deadletter.redrive;

import java.util.function.Supplier;

import io.kinesisboot.deadletter.DeadLetter;
import io.kinesisboot.deadletter.MalformedDeadLetterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that was found among dead letters. Immutable.
 *
 * @param id what the source calls it
 * @param letter the dead letter, or null if it is none that can be read
 * @since 0.1.0
 */
public record StoredDeadLetter(String id, @Nullable DeadLetter letter) {

	private static final Logger logger = LoggerFactory.getLogger(StoredDeadLetter.class);

	static StoredDeadLetter read(String id, String place, Supplier<DeadLetter> letter) {
		try {
			return new StoredDeadLetter(id, letter.get());
		}
		catch (MalformedDeadLetterException ex) {
			logger.warn("{} is left where it is: {}", place, ex.getMessage());
			return new StoredDeadLetter(id, null);
		}
	}

}
