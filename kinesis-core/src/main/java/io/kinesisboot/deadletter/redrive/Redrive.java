package io.kinesisboot.deadletter.redrive;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.deadletter.DeadLetter;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.PutOutcome;
import io.kinesisboot.producer.UserRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends dead letters back to the streams that they came from: payload, keys and tags are
 * those of the failed record, and tags tell whose failure it was and how often it was
 * sent back. A dead letter is deleted only when its stream has the record; where that
 * fails in between, the record may be sent back again. Thread-safe.
 * <p>
 * Records arrive behind those that their streams hold by then: order per key holds among
 * the dead letters of a source that keeps it, not beyond. What fails again while a
 * redrive runs is left to the next one.
 *
 * @since 0.1.0
 */
public final class Redrive {

	private static final Logger logger = LoggerFactory.getLogger(Redrive.class);

	private static final int PAGE = 100;

	private final KinesisProducer producer;

	private final Clock clock;

	private final DeadLetterSources sources;

	/**
	 * Creates a redrive.
	 * @param producer writes to the streams of origin, with aggregation if there are tags
	 * @param clock measures time
	 * @param sources opens what dead letters were sent to
	 */
	public Redrive(KinesisProducer producer, Clock clock, DeadLetterSources sources) {
		this.producer = producer;
		this.clock = clock;
		this.sources = sources;
	}

	/**
	 * Sends dead letters back. Waits until it is done or a limit is reached.
	 * @param destination where they were sent to, as {@code onFailure} names it, such as
	 * {@code kinesis:dead-orders}; what Firehose has delivered cannot be read
	 * @param options which of them, and how many
	 * @return what was done
	 * @throws IllegalArgumentException if the destination is none, or there is no client
	 * for it
	 * @throws io.kinesisboot.KinesisBootException if the destination is not there, or
	 * fails; what was done until then stays done
	 */
	public RedriveResult run(String destination, RedriveOptions options) {
		try (DeadLetterSource source = this.sources.open(Destination.of(destination), options.from())) {
			return run(source, options);
		}
	}

	/**
	 * Sends dead letters back. Waits until it is done or a limit is reached.
	 * @param source where they are; stays the caller's to close
	 * @param options which of them, and how many
	 * @return what was done
	 * @throws io.kinesisboot.KinesisBootException if the source fails; what was done
	 * until then stays done
	 */
	public RedriveResult run(DeadLetterSource source, RedriveOptions options) {
		Instant start = this.clock.instant();
		Instant end = start.plus(options.timeout());
		RedriveResult result = new RedriveResult(0, 0, 0, 0, 0, source.isExhausted());
		while (!result.complete() && result.read() < options.maxLetters() && this.clock.instant().isBefore(end)) {
			List<StoredDeadLetter> page = source.next(Math.min(PAGE, options.maxLetters() - result.read()));
			result = result.plus(new Page(options, start).send(page, source));
		}
		logger.info("{} dead letters: {}", options.dryRun() ? "Counted" : "Redrove", result);
		return result;
	}

	/** Dead letters that are sent together. Confined to one thread. */
	private final class Page {

		private final RedriveOptions options;

		private final Instant start;

		private final List<StoredDeadLetter> letters = new ArrayList<>();

		private final List<UserRecord> records = new ArrayList<>();

		private int skipped;

		private int unreadable;

		private int refused;

		Page(RedriveOptions options, Instant start) {
			this.options = options;
			this.start = start;
		}

		RedriveResult send(List<StoredDeadLetter> page, DeadLetterSource source) {
			page.forEach(this::sort);
			List<StoredDeadLetter> sent = (this.options.dryRun() || this.records.isEmpty()) ? List.of() : send();
			if (!sent.isEmpty()) {
				source.delete(sent);
			}
			int failed = this.options.dryRun() ? this.refused : this.refused + this.records.size() - sent.size();
			return new RedriveResult(this.refused + this.records.size(), sent.size(), failed, this.skipped,
					this.unreadable, source.isExhausted());
		}

		private void sort(StoredDeadLetter stored) {
			DeadLetter letter = stored.letter();
			if (letter == null) {
				this.unreadable++;
			}
			else if (letter.failure().time().isAfter(this.start) || !this.options.filter().test(letter)) {
				this.skipped++;
			}
			else {
				UserRecord record = record(letter);
				if (record != null) {
					this.letters.add(stored);
					this.records.add(record);
				}
			}
		}

		private @Nullable UserRecord record(DeadLetter letter) {
			try {
				return letter.toOrigin();
			}
			catch (IllegalArgumentException ex) {
				logger.warn("The dead letter of {} cannot be sent back: {}", letter.record(), ex.getMessage());
				this.refused++;
				return null;
			}
		}

		private List<StoredDeadLetter> send() {
			BatchResult result = SdkCalls.await("Put of dead letters to their streams",
					Redrive.this.producer.sendAll(this.records));
			List<PutOutcome.Failed> failed = result.failed();
			if (!failed.isEmpty()) {
				logger.warn("{} of {} dead letters were not sent back; first:", failed.size(), this.records.size(),
						failed.get(0).error());
			}
			return result.outcomes()
				.stream()
				.filter(PutOutcome.Accepted.class::isInstance)
				.map((accepted) -> this.letters.get(accepted.index()))
				.toList();
		}

	}

}
