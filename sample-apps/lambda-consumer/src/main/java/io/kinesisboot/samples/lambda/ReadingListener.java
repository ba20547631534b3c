package io.kinesisboot.samples.lambda;

import io.kinesisboot.annotation.KinesisListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Raises an alarm for each reading that is too hot. A reading that is none fails, and is
 * left to the event source mapping.
 */
@Component
class ReadingListener {

	private static final Logger logger = LoggerFactory.getLogger(ReadingListener.class);

	private final AlarmProperties properties;

	ReadingListener(AlarmProperties properties) {
		this.properties = properties;
	}

	@KinesisListener(streams = "telemetry")
	void check(Reading reading) {
		if (reading.temperature() >= this.properties.temperature()) {
			logger.warn("{} measured {} degrees at {}", reading.device(), reading.temperature(), reading.time());
		}
	}

}
