package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.parameter.TokenMint;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;

/**
 * Makes shard iterators and reads them again, for five minutes each. Thread-safe.
 */
final class ShardIterators {

	private static final String KIND = "iterator";

	private static final Duration LIFETIME = Duration.ofMinutes(5);

	private static final DateTimeFormatter TIME = DateTimeFormatter
		.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private final TokenMint mint;

	private final Clock clock;

	private final Faults faults;

	ShardIterators(TokenMint mint, Clock clock, Faults faults) {
		this.mint = mint;
		this.clock = clock;
		this.faults = faults;
	}

	/**
	 * Makes the first iterator of a reader.
	 * @param stream what it reads
	 * @param shard the shard it reads
	 * @param position where it begins
	 * @return the iterator
	 */
	String at(KinesisStream stream, KinesisShard shard, long position) {
		return seal(new Place(stream.name(), stream.generation(), shard.index(), position, position));
	}

	/**
	 * Makes the iterator with which a reader goes on.
	 * @param place where it read
	 * @param position where it goes on
	 * @return the iterator
	 */
	String next(Place place, long position) {
		return seal(
				new Place(place.streamName(), place.generation(), place.shardIndex(), position, place.firstPosition()));
	}

	private String seal(Place place) {
		return this.mint.seal(KIND, this.clock.millis(), place.streamName(), place.generation(), place.shardIndex(),
				place.position(), place.firstPosition(), this.faults.era());
	}

	/**
	 * Reads an iterator.
	 * @param iterator what a client brought
	 * @return the place it points to
	 * @throws AwsError if it has expired or is none of ours
	 */
	Place open(String iterator) {
		List<String> facts = facts(iterator);
		Instant created = Instant.ofEpochMilli(Long.parseLong(facts.get(1)));
		Place place = place(facts);
		Instant now = this.clock.instant();
		if (Duration.between(created, now).compareTo(LIFETIME) > 0
				|| this.faults.expiresIterator(place.streamName(), Integer.parseInt(facts.get(7)))) {
			throw KinesisErrors.expiredIterator(
					("Iterator expired. The iterator was created at time %s while right now it is %s which is further "
							+ "in the future than the tolerated delay of %d milliseconds.")
						.formatted(TIME.format(created), TIME.format(now), LIFETIME.toMillis()));
		}
		return place;
	}

	/**
	 * Reads which stream an iterator belongs to, expired or not.
	 * @param iterator what a client brought
	 * @return the stream's name
	 * @throws AwsError if it is none of ours
	 */
	String streamName(String iterator) {
		return place(facts(iterator)).streamName();
	}

	private List<String> facts(String iterator) {
		List<String> facts = this.mint.open(iterator);
		if (facts == null || !facts.get(0).equals(KIND)) {
			throw KinesisErrors.invalidArgument("Invalid ShardIterator.");
		}
		return facts;
	}

	private static Place place(List<String> facts) {
		return new Place(facts.get(2), Long.parseLong(facts.get(3)), Integer.parseInt(facts.get(4)),
				Long.parseLong(facts.get(5)), Long.parseLong(facts.get(6)));
	}

	/**
	 * Where an iterator points to. Immutable.
	 *
	 * @param streamName the stream's name
	 * @param generation which of the streams of this name
	 * @param shardIndex the shard
	 * @param position the position of the next record to read
	 * @param firstPosition where the reader began
	 */
	record Place(String streamName, long generation, int shardIndex, long position, long firstPosition) {

	}

}
