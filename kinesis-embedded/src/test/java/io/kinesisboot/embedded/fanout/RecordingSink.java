package io.kinesisboot.embedded.fanout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.EventSink;
import io.kinesisboot.embedded.protocol.EventSource;
import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * A connection that keeps what is sent, and an event loop that runs when it is told.
 * Confined to one thread.
 */
final class RecordingSink implements EventSink {

	static final String OPEN = "open";

	static final String COMPLETED = "completed";

	final List<RequestBody> events = new ArrayList<>();

	final Queue<Runnable> tasks = new ArrayDeque<>();

	boolean writable = true;

	String state = OPEN;

	Duration delay = Duration.ZERO;

	private Runnable scheduled = () -> {
	};

	private @Nullable EventSource source;

	static RecordingSink open(EventStreamAnswer answer) {
		RecordingSink sink = new RecordingSink();
		sink.source = answer.open(sink);
		return sink.run();
	}

	RecordingSink run() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
		return this;
	}

	RecordingSink runScheduled() {
		this.scheduled.run();
		return run();
	}

	void becomeWritable() {
		this.writable = true;
		Objects.requireNonNull(this.source).writable();
		run();
	}

	void leave() {
		end("left");
	}

	List<String> keys(int event) {
		return Objects.requireNonNull(this.events.get(event).objects("Records"))
			.stream()
			.map((entry) -> String.valueOf(entry.text("PartitionKey")))
			.toList();
	}

	RequestBody lastEvent() {
		return this.events.get(this.events.size() - 1);
	}

	@Override
	public boolean isWritable() {
		return this.writable && this.state.equals(OPEN);
	}

	@Override
	public void send(String type, Answer payload) {
		if (this.state.equals(OPEN)) {
			this.events.add(WireFormat.JSON.read(WireFormat.JSON.write(payload)));
			// As a connection does whose client reads fast
			Objects.requireNonNull(this.source).writable();
		}
	}

	@Override
	public void fail(AwsError error) {
		end(error.type());
	}

	@Override
	public void complete() {
		end(COMPLETED);
	}

	private void end(String state) {
		if (this.state.equals(OPEN)) {
			this.state = state;
			Objects.requireNonNull(this.source).closed();
		}
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public void schedule(Duration delay, Runnable task) {
		this.delay = delay;
		this.scheduled = task;
	}

}
