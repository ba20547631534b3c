package io.kinesisboot.autoconfigure;

import java.util.Map;

import io.kinesisboot.listener.error.LoggingRecoverer;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.error.StoppingRecoverer;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds recoverers by name. Thread-safe.
 */
final class RecovererResolver implements RecordRecoverer.Resolver {

	private static final String LOG = "log";

	private static final String STOP = "stop";

	private final ListableBeanFactory beans;

	RecovererResolver(ListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public RecordRecoverer resolve(String onFailure) {
		if (onFailure.equals(STOP)) {
			return new StoppingRecoverer();
		}
		if (onFailure.equals(LOG)) {
			return new LoggingRecoverer();
		}
		Map<String, RecordRecoverer> recoverers = this.beans.getBeansOfType(RecordRecoverer.class);
		RecordRecoverer recoverer = recoverers.get(onFailure);
		if (recoverer == null) {
			throw new IllegalArgumentException(
					"'onFailure' must be '%s', '%s' or the name of a RecordRecoverer bean, of which there are %s, but was '%s'"
						.formatted(LOG, STOP, recoverers.keySet(), onFailure));
		}
		return recoverer;
	}

}
