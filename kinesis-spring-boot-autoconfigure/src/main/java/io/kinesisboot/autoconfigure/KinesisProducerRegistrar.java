package io.kinesisboot.autoconfigure;

import java.util.Map;

import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.template.ProducerOperations;

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
 * Registers the beans of each producer of {@code kinesis.producers}: its operations, and
 * what sends its records, which is injected by its qualifier only.
 */
final class KinesisProducerRegistrar implements ImportBeanDefinitionRegistrar {

	static final String PRODUCERS_BEAN_NAME = "kinesisBootProducers";

	private final Environment environment;

	KinesisProducerRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Binder.get(this.environment)
			.bind("kinesis.producers", Bindable.mapOf(String.class, KinesisProperties.Producer.class))
			.orElse(Map.of())
			.keySet()
			.forEach((name) -> {
				register(registry, name, "operations", ProducerOperations.class).setDefaultCandidate(true);
				register(registry, name, "producer", KinesisProducer.class).setDefaultCandidate(false);
			});
	}

	private static RootBeanDefinition register(BeanDefinitionRegistry registry, String name, String method,
			Class<?> type) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setFactoryBeanName(PRODUCERS_BEAN_NAME);
		definition.setFactoryMethodName(method);
		definition.getConstructorArgumentValues().addGenericArgumentValue(name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.addQualifier(new AutowireCandidateQualifier(io.kinesisboot.annotation.KinesisProducer.class, name));
		definition.setDestroyMethodName("");
		registry.registerBeanDefinition(name + type.getSimpleName(), definition);
		return definition;
	}

}
