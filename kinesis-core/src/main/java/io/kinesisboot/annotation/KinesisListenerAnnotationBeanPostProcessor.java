package io.kinesisboot.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.listener.InvalidListenerException;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Finds the methods annotated with {@link KinesisListener} and registers them, when all
 * singletons exist.
 *
 * @since 0.1.0
 */
public final class KinesisListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	private static final String DEFAULT_APPLICATION_NAME = "${kinesis.listener.application-name:${spring.application.name:}}";

	private final ObjectProvider<KinesisListenerEndpointRegistry> registry;

	private final ObjectProvider<KinesisListenerContainerFactory> factory;

	private final Set<Class<?>> plainTypes = ConcurrentHashMap.newKeySet();

	private final List<AnnotatedMethod> found = new ArrayList<>();

	private StringValueResolver resolver = (text) -> text;

	/**
	 * Creates a processor.
	 * @param registry gets the listeners
	 * @param factory makes their containers
	 */
	public KinesisListenerAnnotationBeanPostProcessor(ObjectProvider<KinesisListenerEndpointRegistry> registry,
			ObjectProvider<KinesisListenerContainerFactory> factory) {
		this.registry = registry;
		this.factory = factory;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		if (beanFactory instanceof ConfigurableBeanFactory configurable) {
			this.resolver = new EmbeddedValueResolver(configurable);
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopUtils.getTargetClass(bean);
		if (this.plainTypes.contains(type) || !AnnotationUtils.isCandidateClass(type, List.of(KinesisListener.class))) {
			return bean;
		}
		Map<Method, KinesisListener> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<@Nullable KinesisListener>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, KinesisListener.class));
		if (methods.isEmpty()) {
			this.plainTypes.add(type);
		}
		methods.forEach((method, annotation) -> this.found.add(new AnnotatedMethod(beanName, bean,
				AopUtils.selectInvocableMethod(method, bean.getClass()), annotation)));
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.found.forEach((method) -> this.registry.getObject().register(endpoint(method), this.factory.getObject()));
		this.found.clear();
		this.plainTypes.clear();
	}

	private KinesisListenerEndpoint endpoint(AnnotatedMethod method) {
		KinesisListener annotation = method.annotation();
		String id = id(method);
		String position = resolve(annotation.startingPosition());
		String autoStartup = resolve(annotation.autoStartup());
		return new KinesisListenerEndpoint(id, applicationName(annotation), streams(annotation),
				StringUtils.hasText(position) ? position(id, position) : null,
				StringUtils.hasText(autoStartup) ? Boolean.valueOf(autoStartup) : null, method.bean(), method.method());
	}

	private String id(AnnotatedMethod method) {
		String id = resolve(method.annotation().id());
		return StringUtils.hasText(id) ? id : method.beanName() + "." + method.method().getName();
	}

	private static StartingPosition position(String id, String text) {
		try {
			return StartingPosition.of(text);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(id, ex);
		}
	}

	private String applicationName(KinesisListener annotation) {
		String name = resolve(annotation.applicationName());
		return StringUtils.hasText(name) ? name : resolve(DEFAULT_APPLICATION_NAME);
	}

	private List<String> streams(KinesisListener annotation) {
		return Arrays.stream(annotation.streams())
			.map(this::resolve)
			.flatMap((streams) -> Arrays.stream(StringUtils.commaDelimitedListToStringArray(streams)))
			.map(String::strip)
			.toList();
	}

	private String resolve(String text) {
		String resolved = this.resolver.resolveStringValue(text);
		return (resolved != null) ? resolved : "";
	}

	private record AnnotatedMethod(String beanName, Object bean, Method method, KinesisListener annotation) {
	}

}
