package io.kinesisboot.firehose.transform.method;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.kinesisboot.firehose.transform.FirehoseTransformers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Finds the methods annotated with {@link FirehoseTransformer}, and registers them.
 *
 * @since 0.1.0
 */
public final class FirehoseTransformerBeanPostProcessor implements BeanPostProcessor, EmbeddedValueResolverAware {

	private final ObjectProvider<FirehoseTransformers> transformers;

	private final ObjectProvider<JsonMapper> mapper;

	private final Set<Class<?>> plainTypes = ConcurrentHashMap.newKeySet();

	private StringValueResolver text = (value) -> value;

	/**
	 * Creates a processor.
	 * @param transformers gets the methods
	 * @param mapper reads and writes JSON
	 */
	public FirehoseTransformerBeanPostProcessor(ObjectProvider<FirehoseTransformers> transformers,
			ObjectProvider<JsonMapper> mapper) {
		this.transformers = transformers;
		this.mapper = mapper;
	}

	@Override
	public void setEmbeddedValueResolver(StringValueResolver resolver) {
		this.text = resolver;
	}

	/**
	 * Whether the beans of a type have transformer methods, so that they must exist from
	 * the start.
	 * @param type the type
	 * @return true if a method of it is annotated
	 */
	public static boolean hasTransformerMethods(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, List.of(FirehoseTransformer.class))
				&& !transformerMethods(type).isEmpty();
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopUtils.getTargetClass(bean);
		if (!this.plainTypes.contains(type)) {
			if (hasTransformerMethods(type)) {
				transformerMethods(type).forEach((method, annotation) -> register(bean, beanName, method, annotation));
			}
			else {
				this.plainTypes.add(type);
			}
		}
		return bean;
	}

	private static Map<Method, FirehoseTransformer> transformerMethods(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<@Nullable FirehoseTransformer>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, FirehoseTransformer.class));
	}

	private void register(Object bean, String beanName, Method method, FirehoseTransformer annotation) {
		String id = beanName + "." + method.getName();
		Set<String> streams = Arrays.stream(annotation.streams())
			.map(this.text::resolveStringValue)
			.flatMap((names) -> Arrays.stream(StringUtils.commaDelimitedListToStringArray(names)))
			.map(String::strip)
			.collect(Collectors.toSet());
		this.transformers.getObject()
			.register(id, streams,
					new MethodTransformer(id, bean, AopUtils.selectInvocableMethod(method, bean.getClass()), annotation,
							this.mapper.getIfAvailable(JsonMapper::shared)));
	}

}
