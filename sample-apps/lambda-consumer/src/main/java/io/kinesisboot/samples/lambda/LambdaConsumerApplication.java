package io.kinesisboot.samples.lambda;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Watches readings. In Lambda it is started by its handler; started by itself, it reads
 * the stream like any other application.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class LambdaConsumerApplication {

	public static void main(String[] args) {
		SpringApplication.run(LambdaConsumerApplication.class, args);
	}

}
