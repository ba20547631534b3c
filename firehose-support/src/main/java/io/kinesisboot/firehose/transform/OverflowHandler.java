package io.kinesisboot.firehose.transform;

import java.util.List;
import java.util.Set;

/**
 * Takes records whose transformations do not fit into the answer, 6 MiB for an invocation
 * (Lambda limit). Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OverflowHandler {

	/** Has them written to the error output. */
	OverflowHandler FAIL = (event, records) -> Set.of();

	/**
	 * Takes records, to have them come again with another event: those that it has taken
	 * are answered as dropped, all others as failed.
	 * @param event the event
	 * @param records those of its records that do not fit, as they came
	 * @return the ids of those that will come again
	 */
	Set<String> handle(TransformationEvent event, List<TransformationRecord> records);

}
