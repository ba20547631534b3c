package io.kinesisboot.annotation;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.method.ListenerMethods;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

/**
 * Finds the methods and classes annotated with {@link KinesisListener}, and the beans
 * that are endpoints themselves, and registers them, when all singletons exist.
 *
 * @since 0.1.0
 */
public final class KinesisListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	private static final String DEFAULT_APPLICATION_NAME = "${kinesis.listener.application-name:${spring.application.name:}}";

	private final ObjectProvider<KinesisListenerEndpointRegistry> registry;

	private final ObjectProvider<KinesisListenerContainerFactory> factory;

	private final ObjectProvider<RecordRecoverer.Resolver> recoverers;

	private final ObjectProvider<IdempotencyStore.Resolver> stores;

	private final Set<Class<?>> plainTypes = ConcurrentHashMap.newKeySet();

	/** What waits for all singletons to exist; null when they do. */
	private volatile @Nullable Queue<Supplier<KinesisListenerEndpoint>> waiting = new ConcurrentLinkedQueue<>();

	private @Nullable ConfigurableBeanFactory beanFactory;

	/**
	 * Creates a processor.
	 * @param registry gets the listeners
	 * @param factory makes their containers
	 * @param recoverers finds what takes the records that they cannot handle
	 * @param stores finds what remembers the records that they have handled
	 */
	public KinesisListenerAnnotationBeanPostProcessor(ObjectProvider<KinesisListenerEndpointRegistry> registry,
			ObjectProvider<KinesisListenerContainerFactory> factory,
			ObjectProvider<RecordRecoverer.Resolver> recoverers, ObjectProvider<IdempotencyStore.Resolver> stores) {
		this.recoverers = recoverers;
		this.stores = stores;
		this.registry = registry;
		this.factory = factory;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		if (beanFactory instanceof ConfigurableBeanFactory configurable) {
			this.beanFactory = configurable;
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof KinesisListenerEndpoint endpoint) {
			found(() -> endpoint);
			return bean;
		}
		Class<?> type = AopUtils.getTargetClass(bean);
		if (this.plainTypes.contains(type) || !AnnotationUtils.isCandidateClass(type, List.of(KinesisListener.class))) {
			return bean;
		}
		AnnotatedListeners listeners = AnnotatedListeners.of(type);
		if (listeners.isEmpty()) {
			this.plainTypes.add(type);
		}
		listeners.ofMethods()
			.forEach((method, annotations) -> found(annotations, beanName + "." + method.getName(), bean,
					(annotation) -> ListenerMethods.of(invocable(method, bean))));
		found(listeners.ofClass(), beanName, bean, (annotation) -> methods(annotation, listeners.handlers(), bean));
		return bean;
	}

	/**
	 * Whether the beans of a type are listeners, or have listener methods, so that they
	 * must exist from the start.
	 * @param type the type
	 * @return true if it, or a method of it, is annotated, or if it is an endpoint
	 */
	public static boolean hasListenerMethods(Class<?> type) {
		return KinesisListenerEndpoint.class.isAssignableFrom(type)
				|| (AnnotationUtils.isCandidateClass(type, List.of(KinesisListener.class))
						&& !AnnotatedListeners.of(type).isEmpty());
	}

	private void found(List<KinesisListener> annotations, String defaultId, Object bean,
			Function<KinesisListener, ListenerMethods> methods) {
		for (KinesisListener annotation : annotations) {
			ListenerMethods called = methods.apply(annotation);
			found(() -> endpoint(annotation, defaultId, bean, called));
		}
	}

	private void found(Supplier<KinesisListenerEndpoint> endpoint) {
		Queue<Supplier<KinesisListenerEndpoint>> waiting = this.waiting;
		if (waiting != null) {
			waiting.add(endpoint);
		}
		else {
			register(endpoint);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		Queue<Supplier<KinesisListenerEndpoint>> waiting = this.waiting;
		this.waiting = null;
		if (waiting != null) {
			waiting.forEach(this::register);
		}
	}

	private void register(Supplier<KinesisListenerEndpoint> endpoint) {
		this.registry.getObject().register(endpoint.get(), this.factory.getObject());
	}

	private KinesisListenerEndpoint endpoint(KinesisListener annotation, String defaultId, Object bean,
			ListenerMethods methods) {
		String given = resolve(annotation.id());
		String id = StringUtils.hasText(given) ? given : defaultId;
		String applicationName = applicationName(annotation);
		return new KinesisListenerEndpoint(id, applicationName, streams(annotation),
				new ListenerAttributes(id, annotation, this::resolve,
						(onFailure) -> this.recoverers.getObject().resolve(onFailure, applicationName),
						(store) -> this.stores.getObject().resolve(store)),
				bean, methods);
	}

	private ListenerMethods methods(KinesisListener annotation, Map<Method, KinesisHandler> handlers, Object bean) {
		return new ListenerMethods(resolve(annotation.typedBy()),
				handlers.entrySet()
					.stream()
					.map((handler) -> new ListenerMethods.Handler(invocable(handler.getKey(), bean),
							Arrays.stream(handler.getValue().types()).map(this::resolve).collect(Collectors.toSet()),
							handler.getValue().isDefault()))
					.toList());
	}

	private static Method invocable(Method method, Object bean) {
		return AopUtils.selectInvocableMethod(method, bean.getClass());
	}

	private String applicationName(KinesisListener annotation) {
		String name = resolve(annotation.applicationName());
		return StringUtils.hasText(name) ? name : resolve(DEFAULT_APPLICATION_NAME);
	}

	private List<String> streams(KinesisListener annotation) {
		return Arrays.stream(annotation.streams())
			.map(this::evaluate)
			.flatMap(KinesisListenerAnnotationBeanPostProcessor::elements)
			.flatMap((value) -> Arrays.stream(StringUtils.commaDelimitedListToStringArray(String.valueOf(value))))
			.map(String::strip)
			.toList();
	}

	private static Stream<?> elements(@Nullable Object value) {
		if (value instanceof Collection<?> values) {
			return values.stream();
		}
		return ObjectUtils.isArray(value) ? Arrays.stream(ObjectUtils.toObjectArray(value)) : Stream.ofNullable(value);
	}

	private String resolve(String text) {
		Object value = evaluate(text);
		return (value != null) ? value.toString() : "";
	}

	/**
	 * Replaces placeholders and evaluates expressions.
	 */
	private @Nullable Object evaluate(String text) {
		ConfigurableBeanFactory beanFactory = this.beanFactory;
		if (beanFactory == null) {
			return text;
		}
		String resolved = beanFactory.resolveEmbeddedValue(text);
		BeanExpressionResolver expressions = beanFactory.getBeanExpressionResolver();
		return (expressions != null) ? expressions.evaluate(resolved, new BeanExpressionContext(beanFactory, null))
				: resolved;
	}

}
