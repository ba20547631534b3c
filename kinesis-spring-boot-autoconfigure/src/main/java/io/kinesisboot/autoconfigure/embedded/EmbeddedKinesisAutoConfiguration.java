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
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

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

	private static final ConfigurationPropertyName ENABLED = ConfigurationPropertyName.of("kinesis.embedded.enabled");

	EmbeddedKinesisAutoConfiguration(Environment environment) {
		rejectOtherEndpoint(environment, "kinesis.client.endpoint");
		rejectOtherEndpoint(environment, "kinesis.dynamodb.endpoint");
	}

	/**
	 * Only with {@code kinesis.embedded.enabled=true} are both there; without it any
	 * other endpoint keeps this one from starting.
	 */
	private static void rejectOtherEndpoint(Environment environment, String setting) {
		String other = environment.getProperty(setting);
		if (StringUtils.hasText(other) && !isOverridden(environment, setting)) {
			throw new InvalidConfigurationPropertyValueException("kinesis.embedded.enabled", true,
					"It contradicts '%s', which is '%s': there can be one endpoint only. Remove one of the two settings."
						.formatted(setting, other));
		}
	}

	/**
	 * Whether {@code kinesis.embedded.enabled} is of a source that goes before that of
	 * the setting, as the command line before a file, or a test's properties before both.
	 */
	private static boolean isOverridden(Environment environment, String setting) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(setting);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getConfigurationProperty(name) != null) {
				return false;
			}
			if (source.getConfigurationProperty(ENABLED) != null) {
				return true;
			}
		}
		return false;
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	@ConditionalOnMissingBean
	EmbeddedKinesis embeddedKinesis(EmbeddedKinesisProperties properties) {
		return properties.builder().build();
	}

	@Bean
	KinesisConnectionDetails embeddedKinesisConnectionDetails(EmbeddedKinesis endpoint) {
		endpoint.start();
		logger.info("Kinesis runs inside this JVM, at {}, and forgets everything at exit; to use AWS set"
				+ " 'spring.cloud.aws.region.static' or 'kinesis.embedded.enabled=false'", endpoint.endpoint());
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
