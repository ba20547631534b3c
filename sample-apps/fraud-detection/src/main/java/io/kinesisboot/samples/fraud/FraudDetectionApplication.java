package io.kinesisboot.samples.fraud;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Has two listeners look at the same payments, each in its way; gives those that one of
 * them could not handle to it again, when that is repaired; and replays the stream for
 * the other, when its rule has changed.
 */
@SpringBootApplication
public class FraudDetectionApplication {

	/** The stream; {@code application.properties} has both created. */
	static final String STREAM = "payments";

	/** The stream of what could not be handled. */
	static final String DEAD_LETTERS = "payments-dead";

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(FraudDetectionApplication.class, args)));
	}

}
