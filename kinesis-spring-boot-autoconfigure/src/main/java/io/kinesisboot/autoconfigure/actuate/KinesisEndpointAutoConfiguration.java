package io.kinesisboot.autoconfigure.actuate;

import io.kinesisboot.autoconfigure.KinesisAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisDeadLetterAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisListenerAutoConfiguration;
import io.kinesisboot.autoconfigure.KinesisProperties;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.deadletter.redrive.Redrive;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of {@link KinesisEndpoint}, where it is exposed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { KinesisAutoConfiguration.class, KinesisListenerAutoConfiguration.class,
		KinesisDeadLetterAutoConfiguration.class })
@ConditionalOnClass({ WebEndpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ KinesisAsyncClient.class, KinesisProperties.class })
@ConditionalOnAvailableEndpoint(KinesisEndpoint.class)
@Import(KinesisReadingsConfiguration.class)
public final class KinesisEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	KinesisEndpoint kinesisEndpoint(ObjectProvider<KinesisListenerEndpointRegistry> registry,
			ObjectProvider<RecordSource.Factory> sources, ListableBeanFactory beans, KinesisAsyncClient client,
			KinesisProperties kinesis, KinesisReadings readings, KinesisActuatorProperties properties,
			ObjectProvider<Redrive> redrive) {
		KinesisParts parts = new KinesisParts(registry, sources, beans, client, kinesis);
		return new KinesisEndpoint(new KinesisViews(parts, readings, properties), new KinesisActions(parts, redrive));
	}

}
