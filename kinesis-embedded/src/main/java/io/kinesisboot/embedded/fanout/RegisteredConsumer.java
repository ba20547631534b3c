package io.kinesisboot.embedded.fanout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.kinesisboot.embedded.account.Attachments;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.stream.KinesisStream;

/**
 * A consumer of a stream. Its state follows the clock. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RegisteredConsumer {

	private final KinesisStream stream;

	private final String name;

	private final String arn;

	private final Clock clock;

	private final long transitionMillis;

	private final long createdMillis;

	private final Attachments attachments = new Attachments();

	private volatile long deregisteredMillis = Long.MAX_VALUE;

	/**
	 * Registers a consumer.
	 * @param stream what it reads
	 * @param name its name
	 * @param clock its time
	 * @param transitionTime how long it takes to be created, and to be deleted
	 */
	RegisteredConsumer(KinesisStream stream, String name, Clock clock, Duration transitionTime) {
		this.stream = stream;
		this.name = name;
		this.clock = clock;
		this.transitionMillis = transitionTime.toMillis();
		this.createdMillis = clock.millis();
		this.arn = stream.arn() + "/consumer/" + name + ":" + createdSeconds();
	}

	public KinesisStream stream() {
		return this.stream;
	}

	public String name() {
		return this.name;
	}

	public String arn() {
		return this.arn;
	}

	/**
	 * Its tags and its policy.
	 * @return both, to read and to change
	 */
	public Attachments attachments() {
		return this.attachments;
	}

	/**
	 * When it was registered, as its ARN says.
	 * @return seconds since the epoch
	 */
	public long createdSeconds() {
		return this.createdMillis / 1000;
	}

	public ConsumerState state() {
		if (this.deregisteredMillis != Long.MAX_VALUE) {
			return ConsumerState.DELETING;
		}
		boolean created = this.clock.millis() - this.createdMillis >= this.transitionMillis;
		return created ? ConsumerState.ACTIVE : ConsumerState.CREATING;
	}

	/**
	 * Whether its deletion is complete.
	 * @return whether it has been deregistered and the time of a transition is over
	 */
	boolean isGone() {
		return this.clock.millis() - this.transitionMillis >= this.deregisteredMillis;
	}

	void deregister() {
		this.deregisteredMillis = Math.min(this.deregisteredMillis, this.clock.millis());
	}

	/**
	 * Writes what a list says about it.
	 * @param out where to write
	 */
	public void writeTo(AnswerWriter out) {
		out.text("ConsumerName", this.name);
		out.text("ConsumerARN", this.arn);
		out.text("ConsumerStatus", state().name());
		out.instant("ConsumerCreationTimestamp", Instant.ofEpochMilli(this.createdMillis));
	}

	/**
	 * Writes its description.
	 * @param out where to write
	 */
	public void writeDescriptionTo(AnswerWriter out) {
		writeTo(out);
		out.text("StreamARN", this.stream.arn());
	}

}
