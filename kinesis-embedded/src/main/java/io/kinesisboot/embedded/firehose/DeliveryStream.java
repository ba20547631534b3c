package io.kinesisboot.embedded.firehose;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.Attachments;
import io.kinesisboot.embedded.firehose.delivery.Courier;
import io.kinesisboot.embedded.firehose.delivery.DeliveryOrigin;
import io.kinesisboot.embedded.firehose.delivery.Surroundings;
import io.kinesisboot.embedded.firehose.plan.FirehoseErrors;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * A delivery stream. Thread-safe.
 */
final class DeliveryStream {

	/** A delivery stream has only one destination. */
	static final String DESTINATION_ID = "destinationId-000000000001";

	private final String name;

	private final String arn;

	private final @Nullable KinesisOrigin origin;

	private final Account account;

	private final Instant created;

	private final Attachments attachments = new Attachments();

	private final Courier courier;

	private final ReentrantLock lock = new ReentrantLock();

	/* Written by the holder of the lock. */
	private volatile State state;

	/* Written by the holder of the lock. */
	private volatile @Nullable Instant deleted;

	DeliveryStream(String name, @Nullable KinesisOrigin origin, DestinationSettings destination,
			StreamEncryption encryption, Account account, Surroundings surroundings) {
		this.name = name;
		this.arn = account.arns().ofDeliveryStream(name);
		this.origin = origin;
		this.account = account;
		this.created = account.clock().instant();
		this.state = new State(1, destination, encryption, null);
		this.courier = new Courier(
				new DeliveryOrigin(name, this.arn, account.arns().region(),
						(origin != null) ? origin.stream().arn() : null),
				(origin != null) ? origin.stream() : null, destination.plan(), surroundings);
	}

	String name() {
		return this.name;
	}

	String arn() {
		return this.arn;
	}

	boolean readsStream() {
		return this.origin != null;
	}

	String type() {
		return readsStream() ? "KinesisStreamAsSource" : "DirectPut";
	}

	Attachments attachments() {
		return this.attachments;
	}

	boolean encrypted() {
		return this.state.encryption.enabled();
	}

	/**
	 * Takes a record.
	 * @param data its payload
	 * @return its id, or null if it cannot be taken now
	 */
	@Nullable String put(byte[] data) {
		return this.courier.put(data);
	}

	String status() {
		Instant now = now();
		if (this.deleted != null) {
			return "DELETING";
		}
		return now.isBefore(this.created.plus(this.account.transitionTime())) ? "CREATING" : "ACTIVE";
	}

	private Instant now() {
		Clock clock = this.account.clock();
		return clock.instant();
	}

	/**
	 * Whether it is there no more.
	 * @return whether it was deleted long enough ago
	 */
	boolean isGone() {
		Instant since = this.deleted;
		return since != null && !now().isBefore(since.plus(this.account.transitionTime()));
	}

	void requireActive() {
		if (!status().equals("ACTIVE")) {
			throw FirehoseErrors.inUse("Firehose %s is not ACTIVE, but in %s state.".formatted(this.name, status()));
		}
	}

	void updateDestination(String version, String destinationId, UnaryOperator<DestinationSettings> change) {
		this.lock.lock();
		try {
			requireActive();
			State before = this.state;
			if (!version.equals(String.valueOf(before.version))) {
				throw FirehoseErrors
					.concurrentModification("CurrentDeliveryStreamVersionId %s is not the current one, which is %d."
						.formatted(version, before.version));
			}
			if (!destinationId.equals(DESTINATION_ID)) {
				throw FirehoseErrors
					.invalidArgument("Destination %s of Firehose %s not found.".formatted(destinationId, this.name));
			}
			State changed = new State(before.version + 1, change.apply(before.destination), before.encryption, now());
			this.state = changed;
			this.courier.change(changed.destination.plan(), changed.version);
		}
		finally {
			this.lock.unlock();
		}
	}

	void encrypt(StreamEncryption encryption) {
		this.lock.lock();
		try {
			requireActive();
			State before = this.state;
			this.state = new State(before.version, before.destination, encryption, before.updated);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Deletes it. What it has not delivered is lost.
	 * @throws AwsError if it is being created or deleted
	 */
	void delete() {
		this.lock.lock();
		try {
			requireActive();
			this.deleted = now();
		}
		finally {
			this.lock.unlock();
		}
		this.courier.close();
	}

	void writeTo(AnswerWriter out) {
		State told = this.state;
		out.text("DeliveryStreamName", this.name)
			.text("DeliveryStreamARN", this.arn)
			.text("DeliveryStreamStatus", status())
			.object("DeliveryStreamEncryptionConfiguration", told.encryption::writeTo)
			.text("DeliveryStreamType", type())
			.text("VersionId", String.valueOf(told.version))
			.instant("CreateTimestamp", this.created)
			.instant("LastUpdateTimestamp", told.updated);
		if (this.origin != null) {
			out.object("Source", (source) -> source.object("KinesisStreamSourceDescription", this.origin::writeTo));
		}
		out.objects("Destinations", List.of(told.destination), (entry, destination) -> {
			entry.text("DestinationId", DESTINATION_ID);
			destination.description().forEach(entry::tree);
		}).flag("HasMoreDestinations", false);
	}

	/**
	 * What can be changed of it. Immutable.
	 *
	 * @param version how often its destination was described
	 * @param destination where it delivers to
	 * @param encryption how it encrypts
	 * @param updated when its destination was changed last, or null
	 */
	private record State(int version, DestinationSettings destination, StreamEncryption encryption,
			@Nullable Instant updated) {

	}

}
