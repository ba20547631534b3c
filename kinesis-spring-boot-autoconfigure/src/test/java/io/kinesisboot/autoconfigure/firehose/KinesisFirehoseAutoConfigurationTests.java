package io.kinesisboot.autoconfigure.firehose;

import java.util.List;

import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisDeadLetterAutoConfiguration;
import io.kinesisboot.firehose.delivery.DeliveryOperations;
import io.kinesisboot.firehose.delivery.FirehoseTemplate;
import io.kinesisboot.firehose.delivery.ReturnToSource;
import io.kinesisboot.firehose.transform.FirehoseTransformers;
import io.kinesisboot.firehose.transform.OverflowHandler;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisFirehoseDeliveryAutoConfiguration} and
 * {@link KinesisFirehoseTransformerAutoConfiguration}.
 */
class KinesisFirehoseAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AwsAutoConfiguration.class, CredentialsProviderAutoConfiguration.class,
				RegionProviderAutoConfiguration.class, KinesisAutoConfiguration.class,
				KinesisDeadLetterAutoConfiguration.class, KinesisFirehoseDeliveryAutoConfiguration.class,
				KinesisFirehoseTransformerAutoConfiguration.class))
		.withPropertyValues("spring.cloud.aws.region.static=eu-west-1", "spring.cloud.aws.credentials.access-key=key",
				"spring.cloud.aws.credentials.secret-key=secret");

	@Test
	void templateIsThereAndMadeWhenItIsAskedFor() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(FirehoseTransformers.class).doesNotHaveBean(OverflowHandler.class);
			assertThat(context.getBeanFactory().containsSingleton("kinesisBootFirehoseTemplate")).isFalse();
			assertThat(context.getBeanNamesForType(FirehoseAsyncClient.class, true, false)).singleElement()
				.satisfies((name) -> assertThat(context.getBeanFactory().containsSingleton(name)).isFalse());
			assertThat(context).hasSingleBean(FirehoseTemplate.class);
		});
	}

	@Test
	void namedProducersAreInjectedByTheirQualifier() {
		this.runner.withPropertyValues("kinesis.firehose.producers.clicks.stream=clicks-to-lake",
				"kinesis.firehose.producers.clicks.join-size=5KB", "kinesis.firehose.producers.clicks.delimiter=\\n",
				"kinesis.firehose.producers.orders.stream=orders-to-lake")
			.run((context) -> assertThat(List.of("clicks", "orders"))
				.allSatisfy((name) -> assertThat(BeanFactoryAnnotationUtils
					.qualifiedBeanOfType(context.getBeanFactory(), DeliveryOperations.class, name)).isNotNull()));
	}

	@Test
	void mistakesNameTheSetting() {
		this.runner.withPropertyValues("kinesis.firehose.producers.clicks.linger=1s")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'stream' must name a delivery stream but was 'null'"));
		this.runner
			.withPropertyValues("kinesis.firehose.producers.clicks.stream=clicks",
					"kinesis.firehose.producers.clicks.join-size=5KB")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'joinBytes' must be 0 without a 'delimiter'"));
		this.runner.withPropertyValues("kinesis.firehose.transformer.max-response-size=7MB")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'maxResponseSize' must be between 1KB and 6MB (limit of Lambda's answers)"));
	}

	@Test
	void whatDoesNotFitIsSentBackIfAsked() {
		this.runner.withPropertyValues("kinesis.firehose.transformer.overflow=source")
			.run((context) -> assertThat(context).hasSingleBean(ReturnToSource.class));
	}

	@Test
	void transformersNeedNoClientOfFirehose() {
		this.runner.withClassLoader(new FilteredClassLoader(FirehoseAsyncClient.class))
			.run((context) -> assertThat(context).hasSingleBean(FirehoseTransformers.class)
				.doesNotHaveBean(FirehoseTemplate.class));
	}

}
