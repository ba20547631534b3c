package io.kinesisboot.observation;

import io.kinesisboot.observation.KinesisObservation.Key;
import io.kinesisboot.producer.SendResult;
import io.micrometer.common.KeyValues;

/**
 * OpenTelemetry's conventions for messaging; can be extended. Immutable.
 *
 * @since 0.1.0
 */
public class DefaultKinesisProducerObservationConvention implements KinesisProducerObservationConvention {

	private static final KeyValues SEND = KeyValues.of(Key.SYSTEM.withValue(KinesisObservation.SYSTEM),
			Key.OPERATION_NAME.withValue("send"), Key.OPERATION_TYPE.withValue("send"));

	@Override
	public String getContextualName(KinesisProducerContext context) {
		return "send " + context.getRecord().stream();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(KinesisProducerContext context) {
		return SEND.and(Key.STREAM.withValue(context.getRecord().stream()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(KinesisProducerContext context) {
		SendResult result = context.getResult();
		return (result != null)
				? KeyValues.of(Key.SHARD.withValue(result.shardId()), Key.MESSAGE_ID.withValue(result.sequenceNumber()))
				: KeyValues.empty();
	}

}
