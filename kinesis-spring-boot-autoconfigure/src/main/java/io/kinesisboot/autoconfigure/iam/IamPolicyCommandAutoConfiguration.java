package io.kinesisboot.autoconfigure.iam;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.autoconfigure.stream.KinesisStreamInitializer;
import io.kinesisboot.stream.plan.StreamProvisioner;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Auto-configuration of an application that is run to write its IAM policy: nothing of it
 * is created at AWS, and nothing is started.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = LifecycleAutoConfiguration.class,
		beforeName = "io.kinesisboot.autoconfigure.KinesisAutoConfiguration")
@ConditionalOnClass({ KinesisAsyncClient.class, SmartMessageConverter.class })
@Conditional(IamPolicyCommandAutoConfiguration.IsCommand.class)
@EnableConfigurationProperties(KinesisIamPolicyProperties.class)
public final class IamPolicyCommandAutoConfiguration {

	@Bean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
	IamPolicyCommand kinesisBootIamPolicyCommand(KinesisIamPolicyProperties properties, IamPolicyGenerator generator,
			ApplicationContext context) {
		return new IamPolicyCommand(Objects.requireNonNull(properties.file()), generator,
				() -> System.exit(SpringApplication.exit(context)));
	}

	@Bean
	KinesisStreamInitializer kinesisBootStreamInitializer(KinesisAsyncClient client) {
		return new KinesisStreamInitializer(new StreamProvisioner(client, Clock.systemUTC()), Map.of());
	}

	/** The file is named, and not by an empty text. */
	static final class IsCommand implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return KinesisIamPolicyProperties.isCommand(context.getEnvironment());
		}

	}

}
