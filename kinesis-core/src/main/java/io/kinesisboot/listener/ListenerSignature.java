package io.kinesisboot.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.kinesisboot.consumer.ReceivedRecord;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.scheduling.annotation.Async;

/**
 * What a listener method takes. Immutable.
 *
 * @param batch whether it takes all records at hand
 * @param element what it takes for one record
 * @param payloadType the type that payloads are converted to; {@code byte[]} if it takes
 * them as they are
 * @param hint where that type stands with its generics, for converters
 */
record ListenerSignature(boolean batch, Element element, Class<?> payloadType, MethodParameter hint) {

	static ListenerSignature of(Method method, Class<?> beanType) {
		rejectAsynchronous(method, beanType);
		List<MethodParameter> parameters = Arrays.stream(method.getParameters())
			.map((parameter) -> MethodParameter.forParameter(parameter).withContainingClass(beanType))
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
		ListenerSignature signature = of(payloads.get(0));
		if (signature.batch() && parameters.size() > 1) {
			throw new InvalidListenerException("Listener method " + method.toGenericString()
					+ " must take a List of records rather than one ReceivedRecord beside its batch");
		}
		return signature;
	}

	private static ListenerSignature of(MethodParameter parameter) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		boolean batch = type.resolve() == List.class || type.resolve() == Collection.class;
		ResolvableType elementType = batch ? type.getGeneric(0) : type;
		// Converters look into a Message by themselves, but only where it is outermost
		MethodParameter hint = batch ? parameter.nested() : parameter;
		if (elementType.resolve() == ReceivedRecord.class) {
			return new ListenerSignature(batch, Element.RECORD, byte[].class, hint);
		}
		if (elementType.resolve() == Message.class) {
			return new ListenerSignature(batch, Element.MESSAGE, payloadType(elementType.getGeneric(0)),
					batch ? hint.nested() : hint);
		}
		return new ListenerSignature(batch, Element.PAYLOAD, payloadType(elementType), hint);
	}

	private static Class<?> payloadType(ResolvableType type) {
		Class<?> payloadType = type.resolve(Object.class);
		return (payloadType != Object.class) ? payloadType : byte[].class;
	}

	private static boolean takesPayload(MethodParameter parameter) {
		return !parameter.hasParameterAnnotation(Header.class) && !parameter.hasParameterAnnotation(Headers.class)
				&& !MessageHeaders.class.isAssignableFrom(parameter.getParameterType());
	}

	/**
	 * A record is checkpointed when its listener has returned, so that must be the end.
	 */
	private static void rejectAsynchronous(Method method, Class<?> beanType) {
		Class<?> type = method.getReturnType();
		boolean returnsLater = Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
		boolean runsElsewhere = AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(beanType, Async.class);
		if (returnsLater || runsElsewhere) {
			throw new InvalidListenerException(
					"Listener method %s must be done when it returns, but %s, after its record was checkpointed"
						.formatted(method.toGenericString(), runsElsewhere ? "is @Async and may end later"
								: "returns a " + type.getSimpleName() + " that may complete later"));
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
