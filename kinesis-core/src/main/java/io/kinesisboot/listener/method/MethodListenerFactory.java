package io.kinesisboot.listener.method;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;

import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;

/**
 * Makes listeners of methods of beans. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MethodListenerFactory {

	private final ListenerMethodOptions options;

	private final HandlerMethodArgumentResolverComposite headers = new HandlerMethodArgumentResolverComposite()
		.addResolvers(new HeaderMethodArgumentResolver(new DefaultFormattingConversionService(), null),
				new HeadersMethodArgumentResolver());

	/**
	 * Creates a factory.
	 * @param options what the methods are called with the help of
	 */
	public MethodListenerFactory(ListenerMethodOptions options) {
		this.options = options;
	}

	/**
	 * Makes a listener.
	 * @param id the listener's id
	 * @param bean the bean to call
	 * @param methods its methods
	 * @return the listener
	 * @throws IllegalArgumentException if a method takes or returns what it cannot, or
	 * two are for the same records
	 */
	public RecordListener create(String id, Object bean, ListenerMethods methods) {
		ListenerMethods.Handler first = methods.handlers().get(0);
		RecordListener listener = (methods.handlers().size() == 1 && first.isDefault())
				? method(id, bean, first.method()) : typed(id, bean, methods);
		return this.options.interceptors().isEmpty() ? listener
				: new InterceptedRecordListener(listener, this.options.interceptors());
	}

	private MethodRecordListener method(String id, Object bean, Method method) {
		return new MethodRecordListener(id, bean, method, this.options, this.headers);
	}

	private RecordListener typed(String id, Object bean, ListenerMethods methods) {
		Map<String, RecordListener> byType = new HashMap<>();
		RecordListener other = null;
		for (ListenerMethods.Handler handler : methods.handlers()) {
			MethodRecordListener listener = method(id, bean, handler.method());
			if (listener.isBatch()) {
				throw invalid(handler, "must take one record at a time, not a batch, since records differ by type");
			}
			if (handler.isDefault() && other != null) {
				throw invalid(handler, "must not be the second default");
			}
			other = handler.isDefault() ? listener : other;
			for (String type : types(handler, listener.signature())) {
				if (byType.putIfAbsent(type, listener) != null) {
					throw invalid(handler, "must not be the second for the type '" + type + "'");
				}
			}
		}
		return new TypedRecordListener(id, typeOf(methods.typedBy()), Map.copyOf(byType), other);
	}

	private static Set<String> types(ListenerMethods.Handler handler, ListenerSignature signature) {
		if (!handler.types().isEmpty() || handler.isDefault()) {
			return handler.types();
		}
		Class<?> type = signature.payloadType();
		if (type.isArray() || type.isPrimitive() || type.getName().startsWith("java.")) {
			throw invalid(handler, "must name its types, or be the default, since its payload has no type of its own");
		}
		return Set.of(type.getSimpleName());
	}

	private static Function<ReceivedRecord, @Nullable String> typeOf(String typedBy) {
		return typedBy.startsWith("/") ? new JsonType(typedBy) : (record) -> record.tags().get(typedBy);
	}

	private static IllegalArgumentException invalid(ListenerMethods.Handler handler, String what) {
		return new IllegalArgumentException("Handler method " + handler.method().toGenericString() + " " + what);
	}

}
