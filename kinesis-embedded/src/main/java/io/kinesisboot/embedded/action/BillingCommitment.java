package io.kinesisboot.embedded.action;

import java.time.Duration;
import java.time.Instant;

import io.kinesisboot.embedded.protocol.AnswerWriter;
import org.jspecify.annotations.Nullable;

/**
 * The account's commitment to be billed for a minimum of throughput, which lasts a day at
 * least. Immutable.
 *
 * @param start when it began, or null if it never did
 * @param end when it ends or has ended, or null if nobody has ended it
 */
record BillingCommitment(@Nullable Instant start, @Nullable Instant end) {

	static final BillingCommitment NEVER = new BillingCommitment(null, null);

	private static final Duration LEAST = Duration.ofDays(1);

	BillingCommitment enabled(Instant now) {
		return new BillingCommitment((this.start != null && !hasEnded(now)) ? this.start : now, null);
	}

	BillingCommitment disabled(Instant now) {
		if (this.start == null || this.end != null) {
			return this;
		}
		Instant earliest = this.start.plus(LEAST);
		return new BillingCommitment(this.start, now.isAfter(earliest) ? now : earliest);
	}

	private boolean hasEnded(Instant now) {
		return this.end != null && !now.isBefore(this.end);
	}

	void writeTo(AnswerWriter out, Instant now) {
		if (this.start == null) {
			out.text("Status", "DISABLED");
		}
		else if (hasEnded(now)) {
			out.text("Status", "DISABLED").instant("StartedAt", this.start).instant("EndedAt", this.end);
		}
		else {
			out.text("Status", (this.end != null) ? "ENABLED_UNTIL_EARLIEST_ALLOWED_END" : "ENABLED")
				.instant("StartedAt", this.start)
				.instant("EarliestAllowedEndAt", this.start.plus(LEAST));
		}
	}

}
