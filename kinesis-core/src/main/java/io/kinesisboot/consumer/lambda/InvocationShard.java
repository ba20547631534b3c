package io.kinesisboot.consumer.lambda;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ShardWindow;
import org.jspecify.annotations.Nullable;

/**
 * The shard of an event, which may be handled until the invocation's time is nearly over.
 * Thread-safe.
 */
final class InvocationShard implements AssignedShard {

	private final LambdaEvent event;

	/** How many milliseconds are left for handling. */
	private final LongSupplier millisLeft;

	private final CountDownLatch stopped;

	private final @Nullable ShardWindow window;

	private volatile boolean over;

	InvocationShard(LambdaEvent event, LongSupplier millisLeft, CountDownLatch stopped) {
		this.event = event;
		this.millisLeft = millisLeft;
		this.stopped = stopped;
		this.window = (event.window() != null) ? event.window().of(this) : null;
	}

	@Override
	public String stream() {
		return this.event.stream();
	}

	@Override
	public String shardId() {
		return this.event.shardId();
	}

	/**
	 * Does not wait for what would not be over in time: then it is over at once.
	 */
	@Override
	public boolean awaitStop(Duration time) throws InterruptedException {
		this.over = this.over || time.toMillis() >= this.millisLeft.getAsLong()
				|| this.stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
		return this.over;
	}

	@Override
	public ShardWindow window() {
		if (this.window == null) {
			throw new KinesisBootException("Event of stream '" + stream()
					+ "' has no tumbling window, which its listener takes: set 'TumblingWindowInSeconds' of the event"
					+ " source mapping");
		}
		return this.window;
	}

	/**
	 * The window's state, if the event has a window.
	 */
	byte @Nullable [] windowState() {
		return (this.window != null) ? this.window.state() : null;
	}

}
