package io.kinesisboot.observation;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.observation.KinesisObservation.Key;
import io.micrometer.common.KeyValues;

/**
 * OpenTelemetry's conventions for messaging; can be extended. Immutable.
 *
 * @since 0.1.0
 */
public class DefaultKinesisListenerObservationConvention implements KinesisListenerObservationConvention {

	private static final KeyValues PROCESS = KeyValues.of(Key.SYSTEM.withValue(KinesisObservation.SYSTEM),
			Key.OPERATION_NAME.withValue("process"), Key.OPERATION_TYPE.withValue("process"));

	@Override
	public String getContextualName(KinesisListenerContext context) {
		return "process " + context.getStream();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(KinesisListenerContext context) {
		return PROCESS.and(Key.STREAM.withValue(context.getStream()),
				Key.APPLICATION.withValue(context.getApplicationName()),
				Key.LISTENER.withValue(context.getListenerId()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(KinesisListenerContext context) {
		KeyValues shard = KeyValues.of(Key.SHARD.withValue(context.getShardId()));
		if (context.isBatch()) {
			return shard.and(Key.BATCH_SIZE.withValue(Integer.toString(context.getRecords().size())));
		}
		ReceivedRecord record = context.getRecords().get(0);
		return shard.and(Key.MESSAGE_ID.withValue(record.sequenceNumber() + "/" + record.subSequenceNumber()));
	}

}
