package io.kinesisboot.autoconfigure.embedded;

import java.net.URI;

import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.kinesisboot.autoconfigure.KinesisAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisConnectionDetails;
import io.kinesisboot.embedded.EmbeddedKinesis;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the endpoint inside the JVM, if {@code kinesis-embedded} is on
 * the class path and nothing says where AWS is.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = KinesisAutoConfiguration.class)
@ConditionalOnClass(EmbeddedKinesis.class)
@Conditional(OnEmbeddedKinesisCondition.class)
@ConditionalOnMissingBean({ KinesisConnectionDetails.class, AwsConnectionDetails.class })
@EnableConfigurationProperties(EmbeddedKinesisProperties.class)
public final class EmbeddedKinesisAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedKinesisAutoConfiguration.class);

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	EmbeddedKinesis embeddedKinesis(EmbeddedKinesisProperties properties) {
		EmbeddedKinesis endpoint = EmbeddedKinesis.builder().port(properties.port()).build().start();
		logger.info("Kinesis runs inside this JVM, at {}, and forgets everything at exit; to use AWS set"
				+ " 'spring.cloud.aws.region.static' or 'kinesis.embedded.enabled=false'", endpoint.endpoint());
		return endpoint;
	}

	@Bean
	KinesisConnectionDetails embeddedKinesisConnectionDetails(EmbeddedKinesis endpoint) {
		return new EmbeddedKinesisConnectionDetails(endpoint);
	}

	private record EmbeddedKinesisConnectionDetails(EmbeddedKinesis endpoint) implements KinesisConnectionDetails {

		@Override
		public URI getEndpoint() {
			return this.endpoint.endpoint();
		}

		@Override
		public String getRegion() {
			return this.endpoint.region();
		}

		@Override
		public String getAccessKey() {
			return this.endpoint.accessKeyId();
		}

		@Override
		public String getSecretKey() {
			return this.endpoint.secretAccessKey();
		}

	}

}
