package io.kinesisboot.embedded.fanout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.EventSink;
import io.kinesisboot.embedded.protocol.EventSource;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.RecordBatch;
import io.kinesisboot.embedded.time.MovableClock;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's subscription to a shard, for five minutes at most. Whatever concerns it
 * wakes it: a record, room on its connection, an end, a clock that was moved. It then
 * sends, on the event loop of its connection, what has come since. Of the records it
 * keeps nothing but a position in the shard. Thread-safe, but for what the connection
 * calls.
 *
 * @since 0.1.0
 */
public final class ShardSubscription implements EventSource {

	private static final Duration LIFETIME = Duration.ofMinutes(5);

	private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

	/** After which to look again whether more may be pushed. */
	private static final Duration MOMENT = Duration.ofMillis(50);

	private final RegisteredConsumer consumer;

	private final KinesisShard shard;

	private final EventSink sink;

	private final Clock clock;

	private final PushGate gate;

	private final Consumer<ShardSubscription> whenClosed;

	private final long sinceMillis;

	private final AtomicBoolean woken = new AtomicBoolean();

	private final List<Runnable> watches = new ArrayList<>();

	/* Whether an event is due, be there records or not. Confined to the event loop. */
	private boolean due = true;

	/* Whether what waits is the end of the silence. Confined to the event loop. */
	private boolean timed;

	private volatile long position;

	private volatile @Nullable Consumer<EventSink> ending;

	/**
	 * Creates a subscription that has yet to begin.
	 * @param consumer who subscribes
	 * @param shard to what
	 * @param position where it begins to read
	 * @param sink where to send
	 * @param clock its time
	 * @param gate what may go wrong and be too much
	 * @param whenClosed called when it has ended
	 */
	ShardSubscription(RegisteredConsumer consumer, KinesisShard shard, long position, EventSink sink, Clock clock,
			PushGate gate, Consumer<ShardSubscription> whenClosed) {
		this.consumer = consumer;
		this.shard = shard;
		this.position = position;
		this.sink = sink;
		this.clock = clock;
		this.gate = gate;
		this.whenClosed = whenClosed;
		this.sinceMillis = clock.millis();
	}

	public RegisteredConsumer consumer() {
		return this.consumer;
	}

	public KinesisShard shard() {
		return this.shard;
	}

	/**
	 * When it began.
	 * @return the moment by the endpoint's clock
	 */
	public Instant since() {
		return Instant.ofEpochMilli(this.sinceMillis);
	}

	/**
	 * How far it has come.
	 * @return the position of the next record to send
	 */
	public long position() {
		return this.position;
	}

	/**
	 * Ends it as at the end of its time.
	 */
	public void complete() {
		end(EventSink::complete);
	}

	/**
	 * Ends it with an exception.
	 * @param error what its client receives as the last thing
	 */
	public void fail(AwsError error) {
		end((sink) -> sink.fail(error));
	}

	private void end(Consumer<EventSink> ending) {
		this.ending = ending;
		wake();
	}

	/**
	 * Begins to send. The first event comes at once, be there records or not.
	 */
	void begin() {
		this.watches.add(this.shard.onChange(this::wake));
		if (this.clock instanceof MovableClock movable) {
			this.watches.add(movable.onAdvance(this::wake));
		}
		this.watches.add(this.gate.open(this::complete));
		this.sink.execute(this::push);
	}

	private void wake() {
		if (this.woken.compareAndSet(false, true)) {
			this.sink.execute(this::push);
		}
	}

	@Override
	public void writable() {
		wake();
	}

	@Override
	public void closed() {
		this.watches.forEach(Runnable::run);
		this.whenClosed.accept(this);
	}

	private void push() {
		this.woken.set(false);
		long now = this.clock.millis();
		Consumer<EventSink> ending = this.ending;
		if (ending != null) {
			ending.accept(this.sink);
		}
		else if (now - this.sinceMillis >= LIFETIME.toMillis()) {
			this.sink.complete();
		}
		else if (!this.gate.isOpen()) {
			this.timed = false;
			this.sink.schedule(MOMENT, this::push);
		}
		else {
			if (this.sink.isWritable()) {
				this.consumer.stream().settle();
				push(this.gate.read(this.position, this.shard, now), now);
			}
			if (!this.timed) {
				breakSilenceLater(now);
			}
		}
	}

	private void push(RecordBatch batch, long now) {
		boolean hasRecords = !batch.records().isEmpty();
		if (hasRecords || batch.lastOfShard() || this.due) {
			this.position = batch.nextPosition();
			this.gate.count(batch);
			this.sink.send("SubscribeToShardEvent", (event) -> write(event, batch, now));
			this.due = false;
			this.timed = false;
		}
		if (batch.lastOfShard()) {
			this.sink.complete();
		}
		else if (hasRecords) {
			// There may be more; other connections of the event loop come first
			wake();
		}
	}

	private void write(AnswerWriter event, RecordBatch batch, long now) {
		event.objects("Records", batch.records(), this.shard::writeRecordTo);
		event.number("MillisBehindLatest", batch.millisBehindLatest());
		if (batch.lastOfShard()) {
			event.objects("ChildShards", this.consumer.stream().childrenOf(this.shard),
					(entry, child) -> child.writeAsChildTo(entry));
		}
		else {
			event.text("ContinuationSequenceNumber",
					this.shard.sequenceNumberBefore(batch.nextPosition(), now).toString());
		}
	}

	private void breakSilenceLater(long now) {
		Duration rest = Duration.ofMillis(this.sinceMillis + LIFETIME.toMillis() - now);
		this.timed = true;
		this.sink.schedule((rest.compareTo(LONGEST_SILENCE) < 0) ? rest : LONGEST_SILENCE, this::breakSilence);
	}

	private void breakSilence() {
		this.timed = false;
		this.due = true;
		push();
	}

}
