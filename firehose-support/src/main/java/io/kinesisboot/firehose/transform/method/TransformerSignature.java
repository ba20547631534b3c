package io.kinesisboot.firehose.transform.method;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.kinesisboot.firehose.transform.TransformationEvent;
import io.kinesisboot.firehose.transform.TransformationRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * What a transformer method takes. Immutable.
 *
 * @param batch whether it takes all records of an event
 * @param payloadType what it takes for one record
 * @param parameters its parameters, in order
 */
record TransformerSignature(boolean batch, Type payloadType, List<Role> parameters) {

	static TransformerSignature of(Method method, Class<?> beanType) {
		List<ResolvableType> types = new ArrayList<>();
		for (int i = 0; i < method.getParameterCount(); i++) {
			types.add(ResolvableType.forMethodParameter(new MethodParameter(method, i).withContainingClass(beanType)));
		}
		boolean recordIsExtra = types.stream()
			.filter((type) -> type.resolve() != TransformationEvent.class)
			.count() > 1;
		List<Role> roles = types.stream().map((type) -> role(type.resolve(Object.class), recordIsExtra)).toList();
		check(method, roles.stream().filter((role) -> role == Role.PAYLOAD).count() == 1,
				"must have one parameter for the payload (byte[], String, TransformationRecord, an object read from JSON,"
						+ " or a List of one of these)");
		check(method, method.getReturnType() != void.class, "must return what is delivered");
		ResolvableType payload = types.get(roles.indexOf(Role.PAYLOAD));
		boolean batch = isList(payload.resolve());
		check(method, !batch || !roles.contains(Role.RECORD),
				"must take a List of records rather than one TransformationRecord beside its batch");
		check(method, !batch || isList(method.getReturnType()), "must return a List, since it takes one");
		return new TransformerSignature(batch, (batch ? payload.getGeneric(0) : payload).getType(), roles);
	}

	private static boolean isList(@Nullable Class<?> type) {
		return type == List.class || type == Collection.class;
	}

	private static Role role(Class<?> type, boolean recordIsExtra) {
		if (type == TransformationEvent.class) {
			return Role.EVENT;
		}
		return (recordIsExtra && type == TransformationRecord.class) ? Role.RECORD : Role.PAYLOAD;
	}

	private static void check(Method method, boolean condition, String text) {
		if (!condition) {
			throw new IllegalArgumentException("Transformer method " + method.toGenericString() + " " + text);
		}
	}

	/**
	 * What a parameter takes.
	 */
	enum Role {

		/** The payload of a record, or of all records. */
		PAYLOAD,

		/** The record beside its payload. */
		RECORD,

		/** The event. */
		EVENT

	}

}
