package io.kinesisboot.autoconfigure.actuate;

import java.time.Clock;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What endpoint and health share, so that nothing is read twice.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KinesisActuatorProperties.class)
class KinesisReadingsConfiguration {

	@Bean
	KinesisReadings kinesisBootReadings(KinesisActuatorProperties properties) {
		return new KinesisReadings(properties, Clock.systemUTC());
	}

}
