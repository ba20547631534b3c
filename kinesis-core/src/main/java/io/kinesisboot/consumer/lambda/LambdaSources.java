package io.kinesisboot.consumer.lambda;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;

/**
 * Makes sources whose records Lambda hands over, and gives its events to them. An event
 * goes to one source: the mapping that it comes from keeps one position in each shard.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class LambdaSources implements RecordSource.Factory {

	private final LambdaOptions options;

	private final LambdaEventReader reader = new LambdaEventReader();

	private final List<LambdaSource> sources = new CopyOnWriteArrayList<>();

	/**
	 * Creates a factory.
	 * @param options how events are handled
	 */
	public LambdaSources(LambdaOptions options) {
		this.options = options;
	}

	@Override
	public RecordSource create(RecordSource.Request request, ShardHandler.Factory handlers) {
		this.sources.removeIf(LambdaSource::hasEnded);
		LambdaSource source = new LambdaSource(request, handlers, this.options);
		this.sources.add(source);
		return source;
	}

	/**
	 * Handles an event.
	 * @param json the event; it is not closed
	 * @param millisRemaining how many milliseconds the invocation may still take
	 * @return what Lambda is to be told
	 * @throws InterruptedException if the thread is interrupted
	 * @throws KinesisBootException if the event has failed as a whole: it is none of a
	 * Kinesis stream, no source or more than one listens to its stream, or records are
	 * not done and that is not to be told by the answer
	 */
	public LambdaAnswer handle(InputStream json, LongSupplier millisRemaining) throws InterruptedException {
		LambdaEvent event = this.reader.read(json);
		return (event != null) ? source(event).handle(event, millisRemaining) : new LambdaAnswer(null, null);
	}

	private LambdaSource source(LambdaEvent event) {
		List<LambdaSource> running = this.sources.stream().filter(LambdaSource::isRunning).toList();
		List<LambdaSource> found = running.stream()
			.filter((source) -> source.listensTo(event) && isWanted(source))
			.toList();
		if (found.size() == 1) {
			return found.get(0);
		}
		String wanted = (this.options.applicationName() != null)
				? " of application '" + this.options.applicationName() + "'" : "";
		throw new KinesisBootException(found.isEmpty()
				? "No listener%s listens to stream '%s' of event source %s, only %s".formatted(wanted, event.stream(),
						event.sourceArn(), running)
				: "Several listeners%s listen to stream '%s', so 'kinesis.lambda.application-name' must name one of: %s"
					.formatted(wanted, event.stream(), found));
	}

	private boolean isWanted(LambdaSource source) {
		return this.options.applicationName() == null
				|| this.options.applicationName().equals(source.applicationName());
	}

}
