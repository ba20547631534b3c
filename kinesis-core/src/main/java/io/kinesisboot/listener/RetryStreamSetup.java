package io.kinesisboot.listener;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.listener.error.ErrorOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a listener with a retry stream has beside one without. Immutable.
 *
 * @param endpoint the listener
 * @param options its options, with a retry stream
 */
record RetryStreamSetup(KinesisListenerEndpoint endpoint, ListenerContainerOptions options) {

	private static final String APPLICATION_SUFFIX = "-retry";

	RetryStreamSetup {
		String stream = stream(options);
		if (endpoint.streams().stream().anyMatch((other) -> other.equals(stream) || other.endsWith("/" + stream))) {
			throw new IllegalArgumentException("'retryStream' must be none of 'streams', which are %s, but was '%s'"
				.formatted(endpoint.streams(), stream));
		}
		if (!options.dispatch().tumblingWindow().isZero()) {
			throw new IllegalArgumentException(
					"'retryStream' must not be set with 'tumblingWindow' (a record has one window), which is %s, but was '%s'"
						.formatted(options.dispatch().tumblingWindow(), stream));
		}
		if (options.errors().maxRetries() == ErrorOptions.UNLIMITED) {
			throw new IllegalArgumentException(
					"'maxRetries' must be 0 or more with 'retryStream' (records get there when these are used up) but was %d"
						.formatted(ErrorOptions.UNLIMITED));
		}
	}

	private static String stream(ListenerContainerOptions options) {
		return Objects.requireNonNull(options.retryStream().stream());
	}

	/**
	 * Reads the retry stream: from its beginning, since what was put there before anybody
	 * has read it must not be lost.
	 */
	RecordSource.Request request() {
		return new RecordSource.Request(this.endpoint.applicationName() + APPLICATION_SUFFIX,
				List.of(stream(this.options)), StartingPosition.TRIM_HORIZON, Retrieval.POLLING, Map.of());
	}

	ErrorOptions errors(@Nullable RetryStreams streams) {
		if (streams == null) {
			throw new IllegalArgumentException("'retryStream' needs a container factory with RetryStreams");
		}
		ErrorOptions errors = this.options.errors();
		return errors
			.withRecoverer(streams.recoverer(this.options.retryStream(), errors, this.endpoint.applicationName()));
	}

}
