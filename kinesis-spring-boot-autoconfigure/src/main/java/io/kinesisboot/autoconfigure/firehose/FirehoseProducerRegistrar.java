package io.kinesisboot.autoconfigure.firehose;

import java.util.Map;

import io.kinesisboot.firehose.delivery.DeliveryOperations;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers the bean of each producer of {@code kinesis.firehose.producers}.
 */
final class FirehoseProducerRegistrar implements ImportBeanDefinitionRegistrar {

	static final String PRODUCERS_BEAN_NAME = "kinesisBootFirehoseProducers";

	private final Environment environment;

	FirehoseProducerRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Binder.get(this.environment)
			.bind("kinesis.firehose.producers", Bindable.mapOf(String.class, KinesisFirehoseProperties.Producer.class))
			.orElse(Map.of())
			.keySet()
			.forEach((name) -> register(registry, name));
	}

	private static void register(BeanDefinitionRegistry registry, String name) {
		RootBeanDefinition definition = new RootBeanDefinition(DeliveryOperations.class);
		definition.setFactoryBeanName(PRODUCERS_BEAN_NAME);
		definition.setFactoryMethodName("operations");
		definition.getConstructorArgumentValues().addGenericArgumentValue(name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.setLazyInit(true);
		registry.registerBeanDefinition(name + DeliveryOperations.class.getSimpleName(), definition);
	}

}
