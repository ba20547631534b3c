package io.kinesisboot.embedded.action;

import java.util.function.ObjIntConsumer;

import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.CapacityMode;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * UpdateStreamMode, UpdateStreamWarmThroughput, IncreaseStreamRetentionPeriod and
 * DecreaseStreamRetentionPeriod. Thread-safe.
 */
final class CapacityActions {

	private final StreamStore store;

	CapacityActions(StreamStore store) {
		this.store = store;
	}

	Answer updateStreamMode(RequestBody request) {
		Parameters parameters = new Parameters(request);
		StreamReference reference = parameters.streamByArn();
		CapacityMode mode = parameters.requiredStructure("StreamModeDetails")
			.requiredChoice("StreamMode", CapacityMode.class);
		Integer throughput = parameters.number("WarmThroughputMiBps", 0, Integer.MAX_VALUE);
		parameters.check();
		this.store.get(reference).updateMode(mode, throughput);
		return Answer.EMPTY;
	}

	Answer updateStreamWarmThroughput(RequestBody request) {
		Parameters parameters = new Parameters(request);
		StreamReference reference = parameters.stream();
		int throughput = parameters.requiredNumber("WarmThroughputMiBps", 0, Integer.MAX_VALUE);
		parameters.check();
		KinesisStream stream = this.store.get(reference);
		stream.updateWarmThroughput(throughput);
		return (out) -> {
			out.text("StreamARN", stream.arn()).text("StreamName", stream.name());
			stream.writeWarmThroughputTo(out);
		};
	}

	Answer increaseStreamRetentionPeriod(RequestBody request) {
		return updateRetention(request, KinesisStream::increaseRetention);
	}

	Answer decreaseStreamRetentionPeriod(RequestBody request) {
		return updateRetention(request, KinesisStream::decreaseRetention);
	}

	private Answer updateRetention(RequestBody request, ObjIntConsumer<KinesisStream> change) {
		Parameters parameters = new Parameters(request);
		int hours = parameters.requiredNumber("RetentionPeriodHours", Integer.MIN_VALUE, Integer.MAX_VALUE);
		change.accept(parameters.stream(this.store), hours);
		return Answer.EMPTY;
	}

}
