package io.kinesisboot.autoconfigure.firehose;

import java.util.function.Function;

import io.kinesisboot.firehose.delivery.FirehoseOperations;
import io.kinesisboot.firehose.delivery.ReturnToSource;
import io.kinesisboot.firehose.transform.FirehoseTransformers;
import io.kinesisboot.firehose.transform.OverflowHandler;
import io.kinesisboot.firehose.transform.method.FirehoseTransformerBeanPostProcessor;
import io.kinesisboot.producer.KinesisProducer;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the transformers of Firehose's records.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KinesisFirehoseDeliveryAutoConfiguration.class)
@ConditionalOnClass(FirehoseTransformers.class)
@EnableConfigurationProperties(KinesisFirehoseProperties.class)
public final class KinesisFirehoseTransformerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FirehoseTransformers kinesisBootFirehoseTransformers(KinesisFirehoseProperties properties,
			ObjectProvider<OverflowHandler> overflow) {
		return new FirehoseTransformers(Math.toIntExact(properties.transformer().maxResponseSize().toBytes()),
				overflow.getIfAvailable(() -> OverflowHandler.FAIL));
	}

	@Bean
	static FirehoseTransformerBeanPostProcessor kinesisBootFirehoseTransformerBeanPostProcessor(
			ObjectProvider<FirehoseTransformers> transformers, ObjectProvider<JsonMapper> mapper) {
		return new FirehoseTransformerBeanPostProcessor(transformers, mapper);
	}

	@Bean
	static LazyInitializationExcludeFilter kinesisBootFirehoseTransformersAreNotLazy() {
		return (beanName, beanDefinition, beanType) -> FirehoseTransformerBeanPostProcessor
			.hasTransformerMethods(beanType);
	}

	/**
	 * Sends back what does not fit.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "kinesis.firehose.transformer.overflow", havingValue = "source")
	static class Source {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		OverflowHandler kinesisBootOverflowHandler(ObjectProvider<KinesisProducer> streams,
				ObjectProvider<FirehoseOperations> deliveryStreams) {
			return new ReturnToSource(streams::getObject, deliveryStreams::getObject);
		}

	}

	/**
	 * The transformers as a function of Spring Cloud Function, if that is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.cloud.function.context.FunctionCatalog")
	static class CloudFunction {

		@Bean
		@ConditionalOnMissingBean(name = "firehoseTransformer")
		Function<byte[], byte[]> firehoseTransformer(FirehoseTransformers transformers) {
			return transformers::handle;
		}

	}

}
