package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardWindow;
import org.jspecify.annotations.Nullable;

/**
 * Handles records of a tumbling window that their source keeps: it begins with the
 * source's state, gives the new one back when all calls have ended well, and leaves it to
 * the source to repeat the last call. Confined to one thread.
 */
final class SourceWindowHandler implements ShardHandler {

	private final ShardWindow window;

	private final WindowedListener listener;

	private final SerialShardHandler records;

	SourceWindowHandler(ShardWindow window, WindowedListener listener, SerialShardHandler records) {
		this.window = window;
		this.listener = listener;
		this.records = records;
	}

	@Override
	public void handle(OpenRecord record) throws InterruptedException {
		this.records.handle(record);
	}

	@Override
	public void readEnded(Duration behindLatest) throws InterruptedException {
		this.records.readEnded(behindLatest);
		if (this.records.isLeft()) {
			return;
		}
		if (this.window.isLast()) {
			callLast();
		}
		this.window.state(this.listener.window().state());
	}

	private void callLast() throws InterruptedException {
		this.listener.window(this.listener.window().closing(this.window.isTerminatedEarly()));
		CallOutcome outcome;
		try {
			CompletionStage<CallOutcome> end = this.listener.call(List.of(), (index) -> {
			});
			outcome = (end != null) ? end.toCompletableFuture().get() : CallOutcome.done();
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw failed(ex);
		}
		if (!(outcome instanceof CallOutcome.Done)) {
			throw failed((outcome instanceof CallOutcome.Failed failed) ? failed.cause() : null);
		}
	}

	private KinesisBootException failed(@Nullable Throwable cause) {
		return new KinesisBootException(
				"Last call of listener '%s' failed for the %s".formatted(this.listener.id(), this.window), cause);
	}

	@Override
	public void stop() {
		this.records.stop();
	}

}
