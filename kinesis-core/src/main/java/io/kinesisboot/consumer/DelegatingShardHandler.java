package io.kinesisboot.consumer;

import java.time.Duration;
import java.time.Instant;

/**
 * A handler that passes everything on to another one, to be extended by those that add
 * something to it. Called as handlers are.
 *
 * @since 0.1.0
 */
public abstract class DelegatingShardHandler implements ShardHandler {

	private final ShardHandler delegate;

	/**
	 * Creates a handler.
	 * @param delegate what everything is passed on to
	 */
	protected DelegatingShardHandler(ShardHandler delegate) {
		this.delegate = delegate;
	}

	@Override
	public void handle(OpenRecord record) throws InterruptedException {
		this.delegate.handle(record);
	}

	@Override
	public void readEnded(Duration behindLatest) throws InterruptedException {
		this.delegate.readEnded(behindLatest);
	}

	@Override
	public void readUpTo(Instant arrival) throws InterruptedException {
		this.delegate.readUpTo(arrival);
	}

	@Override
	public void noRoom() throws InterruptedException {
		this.delegate.noRoom();
	}

	@Override
	public void ended() throws InterruptedException {
		this.delegate.ended();
	}

	@Override
	public void stop() throws InterruptedException {
		this.delegate.stop();
	}

	@Override
	public void stopped(Throwable cause) {
		this.delegate.stopped(cause);
	}

	@Override
	public void left(Reason reason) {
		this.delegate.left(reason);
	}

}
