package io.kinesisboot.listener;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.kinesisboot.consumer.ReceivedRecord;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

/**
 * What a listener method takes. Immutable.
 *
 * @param batch whether it takes all records at hand
 * @param element what it takes for one record
 * @param payloadType the type that payloads are converted to; {@code byte[]} if it takes
 * them as they are
 */
record ListenerSignature(boolean batch, Element element, Type payloadType) {

	static ListenerSignature of(Method method, Class<?> beanType) {
		rejectAsynchronousResult(method);
		List<MethodParameter> parameters = Arrays.stream(method.getParameters())
			.map(MethodParameter::forParameter)
			.filter(ListenerSignature::takesPayload)
			.toList();
		List<MethodParameter> payloads = (parameters.size() > 1) ? parameters.stream()
			.filter((parameter) -> parameter.getParameterType() != ReceivedRecord.class)
			.toList() : parameters;
		if (payloads.size() != 1) {
			throw new InvalidListenerException("Listener method " + method.toGenericString()
					+ " must have one parameter for the payload (a payload, a Message, a ReceivedRecord, or a List of one"
					+ " of these) but has " + payloads.size());
		}
		return of(GenericTypeResolver.resolveType(payloads.get(0).getGenericParameterType(), beanType));
	}

	private static ListenerSignature of(Type type) {
		ResolvableType resolvable = ResolvableType.forType(type);
		if (resolvable.resolve() == List.class || resolvable.resolve() == Collection.class) {
			return of(/* batch= */ true, resolvable.getGeneric(0));
		}
		return of(/* batch= */ false, resolvable);
	}

	private static ListenerSignature of(boolean batch, ResolvableType type) {
		if (type.resolve() == ReceivedRecord.class) {
			return new ListenerSignature(batch, Element.RECORD, byte[].class);
		}
		if (type.resolve() == Message.class) {
			return new ListenerSignature(batch, Element.MESSAGE, payloadType(type.getGeneric(0).getType()));
		}
		return new ListenerSignature(batch, Element.PAYLOAD, payloadType(type.getType()));
	}

	private static Type payloadType(Type type) {
		if (type instanceof WildcardType wildcard) {
			return payloadType(wildcard.getUpperBounds()[0]);
		}
		boolean known = type instanceof ParameterizedType || ResolvableType.forType(type).resolve() != null;
		return (known && type != Object.class) ? type : byte[].class;
	}

	private static boolean takesPayload(MethodParameter parameter) {
		return !parameter.hasParameterAnnotation(Header.class) && !parameter.hasParameterAnnotation(Headers.class)
				&& !MessageHeaders.class.isAssignableFrom(parameter.getParameterType());
	}

	private static void rejectAsynchronousResult(Method method) {
		Class<?> type = method.getReturnType();
		if (Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
			throw new InvalidListenerException(
					"Listener method " + method.toGenericString() + " must be done when it returns, but returns a "
							+ type.getSimpleName() + " that may complete later, after its record was checkpointed");
		}
	}

	/**
	 * What a listener method takes for one record.
	 */
	enum Element {

		/** The converted payload. */
		PAYLOAD,

		/** The converted payload with headers. */
		MESSAGE,

		/** The record as it was read. */
		RECORD

	}

}
