package io.kinesisboot.embedded;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.RequestBody;

/**
 * As much of CloudWatch as the Kinesis clients need: metrics are accepted and forgotten.
 * Thread-safe.
 */
final class MetricsSink implements AwsService {

	@Override
	public String targetPrefix() {
		return "GraniteServiceVersion20100801";
	}

	@Override
	public Answer call(String action, RequestBody request) {
		if (!action.equals("PutMetricData")) {
			throw AwsError.unknownOperation();
		}
		return Answer.EMPTY;
	}

}
