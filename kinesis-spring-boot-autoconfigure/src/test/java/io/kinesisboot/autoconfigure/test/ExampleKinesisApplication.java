package io.kinesisboot.autoconfigure.test;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application of which {@link KinesisTest} takes a part.
 */
@SpringBootApplication
class ExampleKinesisApplication {

}
