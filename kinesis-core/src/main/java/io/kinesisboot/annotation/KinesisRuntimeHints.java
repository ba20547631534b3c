package io.kinesisboot.annotation;

import io.kinesisboot.listener.KinesisListenerEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image needs that nobody else tells it: annotations, the handlers that are
 * called like listener methods, and the schemas of idempotency stores. Thread-safe.
 */
final class KinesisRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.proxies()
			.registerJdkProxy(KinesisListener.class)
			.registerJdkProxy(KinesisListeners.class)
			.registerJdkProxy(KinesisHandler.class)
			.registerJdkProxy(KinesisProducer.class);
		hints.reflection()
			.registerType(KinesisListenerEndpoint.RecordHandler.class, MemberCategory.INVOKE_PUBLIC_METHODS)
			.registerType(KinesisListenerEndpoint.BatchHandler.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.resources().registerPattern("io/kinesisboot/dedup/jdbc/schema-*.sql");
	}

}
