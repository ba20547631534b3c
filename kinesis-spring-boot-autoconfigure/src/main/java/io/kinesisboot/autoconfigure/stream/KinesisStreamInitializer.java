package io.kinesisboot.autoconfigure.stream;

import java.util.List;
import java.util.Map;

import io.kinesisboot.stream.plan.StreamPlan;
import io.kinesisboot.stream.plan.StreamProvisioner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the streams of {@code kinesis.streams} as they are configured. All plans are
 * logged before the first of them is applied. Producers and the source of records are
 * created after it.
 *
 * @since 0.1.0
 */
public final class KinesisStreamInitializer {

	private static final Logger logger = LoggerFactory.getLogger(KinesisStreamInitializer.class);

	/**
	 * Plans and applies.
	 * @param provisioner does it
	 * @param streams how streams shall be, by name
	 */
	public KinesisStreamInitializer(StreamProvisioner provisioner, Map<String, KinesisStreamProperties> streams) {
		List<StreamPlan> plans = streams.entrySet()
			.stream()
			.map((stream) -> provisioner.plan(stream.getValue().spec(stream.getKey()), stream.getValue().policy()))
			.toList();
		plans.forEach(KinesisStreamInitializer::log);
		plans.forEach(provisioner::apply);
	}

	private static void log(StreamPlan plan) {
		if (!plan.left().isEmpty()) {
			logger.warn("{}", plan);
		}
		else if (!plan.steps().isEmpty()) {
			logger.info("{}", plan);
		}
		else {
			logger.debug("{}", plan);
		}
	}

}
