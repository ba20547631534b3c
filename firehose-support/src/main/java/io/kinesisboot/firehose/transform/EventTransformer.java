package io.kinesisboot.firehose.transform;

import java.util.List;

/**
 * Transforms the records of events. Called by the thread that has the event, and by
 * several at once outside of Lambda: implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EventTransformer {

	/**
	 * Transforms the records of an event.
	 * @param event the event
	 * @return one answer for each record, in their order
	 * @throws RuntimeException to have Firehose repeat the invocation, three times unless
	 * its processor is set otherwise, and then write all records to the error output
	 */
	List<TransformedRecord> transform(TransformationEvent event);

}
