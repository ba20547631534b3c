package io.kinesisboot.firehose.transform.method;

import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * A member of a type that is a partition key. Thread-safe.
 *
 * @param name the name of the key
 * @param member the field, or the method without parameters
 */
record AnnotatedKey(String name, Member member) {

	/**
	 * Finds the keys that a type declares. A component of a record is found as its field
	 * and as its accessor, and counts once.
	 */
	static List<AnnotatedKey> of(Class<?> type) {
		Map<String, AnnotatedKey> keys = new LinkedHashMap<>();
		ReflectionUtils.doWithFields(type, (field) -> {
			ReflectionUtils.makeAccessible(field);
			add(keys, field, field.getAnnotation(PartitionKey.class), field.getName());
		}, (field) -> field.isAnnotationPresent(PartitionKey.class));
		ReflectionUtils.doWithMethods(type, (method) -> {
			if (method.getParameterCount() > 0) {
				throw new IllegalArgumentException(
						"@PartitionKey must be on a method without parameters but is on " + method.toGenericString());
			}
			ReflectionUtils.makeAccessible(method);
			add(keys, method, method.getAnnotation(PartitionKey.class), property(method.getName()));
		}, (method) -> method.isAnnotationPresent(PartitionKey.class));
		return new ArrayList<>(keys.values());
	}

	private static void add(Map<String, AnnotatedKey> keys, Member member, PartitionKey annotation, String otherwise) {
		String name = annotation.value().isEmpty() ? otherwise : annotation.value();
		keys.putIfAbsent(name, new AnnotatedKey(name, member));
	}

	private static String property(String method) {
		return (method.startsWith("get") && method.length() > 3)
				? StringUtils.uncapitalizeAsProperty(method.substring(3)) : method;
	}

	@Nullable Object valueOf(Object payload) {
		return (this.member instanceof Method method) ? ReflectionUtils.invokeMethod(method, payload)
				: ReflectionUtils.getField((Field) this.member, payload);
	}

}
