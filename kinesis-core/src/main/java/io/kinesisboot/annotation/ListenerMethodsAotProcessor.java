package io.kinesisboot.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Has listener methods called, and their payloads made of bytes, in a native image.
 * Thread-safe.
 */
final class ListenerMethodsAotProcessor implements BeanRegistrationAotProcessor {

	private static final BindingReflectionHintsRegistrar PAYLOADS = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		if (!AnnotationUtils.isCandidateClass(type, List.of(KinesisListener.class))) {
			return null;
		}
		AnnotatedListeners listeners = AnnotatedListeners.of(type);
		Set<Method> methods = new LinkedHashSet<>(listeners.ofMethods().keySet());
		methods.addAll(listeners.handlers().keySet());
		return methods.isEmpty() ? null : (context, code) -> methods
			.forEach((method) -> register(method, context.getRuntimeHints().reflection()));
	}

	private static void register(Method method, ReflectionHints hints) {
		hints.registerMethod(method, ExecutableMode.INVOKE);
		Type[] types = Stream
			.concat(Arrays.stream(method.getGenericParameterTypes()), Stream.of(method.getGenericReturnType()))
			.toArray(Type[]::new);
		PAYLOADS.registerReflectionHints(hints, types);
		Arrays.stream(types)
			.flatMap((type) -> classes(ResolvableType.forType(type)))
			.filter((type) -> !type.isPrimitive() && !type.getName().startsWith("java."))
			.forEach((type) -> hints.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS,
					MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS, MemberCategory.ACCESS_PUBLIC_FIELDS));
	}

	/** Avro and Protocol Buffers look for more than the properties of a payload. */
	private static Stream<Class<?>> classes(ResolvableType type) {
		return Stream.concat(Stream.ofNullable(type.resolve()),
				Arrays.stream(type.getGenerics()).flatMap(ListenerMethodsAotProcessor::classes));
	}

}
