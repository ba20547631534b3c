package io.kinesisboot.listener.method;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

import io.kinesisboot.consumer.ReceivedRecord;
import org.reactivestreams.Publisher;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.SynthesizingMethodParameter;
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
 * @param parameters its parameters, in order
 */
record ListenerSignature(boolean batch, Element element, Class<?> payloadType, MethodParameter hint,
		List<Parameter> parameters) {

	static ListenerSignature of(Method method, Class<?> beanType) {
		rejectAsynchronous(method, beanType);
		List<Parameter> parameters = parameters(method, beanType);
		List<MethodParameter> payloads = parameters.stream()
			.filter((parameter) -> parameter.role() == Role.PAYLOAD)
			.map(Parameter::declaration)
			.toList();
		if (payloads.size() != 1) {
			throw new IllegalArgumentException("Listener method " + method.toGenericString()
					+ " must have one parameter for the payload (a payload, a Message, a ReceivedRecord, or a List of one"
					+ " of these) but has " + payloads.size());
		}
		ListenerSignature signature = of(payloads.get(0), parameters);
		if (signature.has(Role.WINDOW) && !signature.batch()) {
			throw new IllegalArgumentException("Listener method " + method.toGenericString()
					+ " must take a List of records, since it takes their TumblingWindow");
		}
		if (signature.batch() && signature.has(Role.RECORD)) {
			throw new IllegalArgumentException("Listener method " + method.toGenericString()
					+ " must take a List of records rather than one ReceivedRecord beside its batch");
		}
		return signature;
	}

	private static List<Parameter> parameters(Method method, Class<?> beanType) {
		DefaultParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();
		List<MethodParameter> declarations = Arrays.stream(method.getParameters())
			.map((parameter) -> SynthesizingMethodParameter.forParameter(parameter).withContainingClass(beanType))
			.toList();
		declarations.forEach((declaration) -> declaration.initParameterNameDiscovery(names));
		long records = declarations.stream().filter((declaration) -> role(declaration, false) == Role.PAYLOAD).count();
		return declarations.stream()
			.map((declaration) -> new Parameter(role(declaration, records > 1), declaration))
			.toList();
	}

	private static Role role(MethodParameter parameter, boolean recordIsExtra) {
		Class<?> type = parameter.getParameterType();
		if (parameter.hasParameterAnnotation(Header.class) || parameter.hasParameterAnnotation(Headers.class)
				|| MessageHeaders.class.isAssignableFrom(type)) {
			return Role.HEADERS;
		}
		if (type == Acknowledgement.class) {
			return Role.ACKNOWLEDGEMENT;
		}
		if (type == TumblingWindow.class) {
			return Role.WINDOW;
		}
		return (recordIsExtra && type == ReceivedRecord.class) ? Role.RECORD : Role.PAYLOAD;
	}

	private static ListenerSignature of(MethodParameter parameter, List<Parameter> parameters) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		boolean batch = type.resolve() == List.class || type.resolve() == Collection.class;
		ResolvableType elementType = batch ? type.getGeneric(0) : type;
		// Converters look into a Message by themselves, but only where it is outermost
		MethodParameter hint = batch ? parameter.nested() : parameter;
		if (elementType.resolve() == ReceivedRecord.class) {
			return new ListenerSignature(batch, Element.RECORD, byte[].class, hint, parameters);
		}
		if (elementType.resolve() == Message.class) {
			return new ListenerSignature(batch, Element.MESSAGE, payloadType(elementType.getGeneric(0)),
					batch ? hint.nested() : hint, parameters);
		}
		return new ListenerSignature(batch, Element.PAYLOAD, payloadType(elementType), hint, parameters);
	}

	private static Class<?> payloadType(ResolvableType type) {
		Class<?> payloadType = type.resolve(Object.class);
		return (payloadType != Object.class) ? payloadType : byte[].class;
	}

	/**
	 * A record is checkpointed when its call has ended, so that must be seen.
	 */
	private static void rejectAsynchronous(Method method, Class<?> beanType) {
		if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(beanType, Async.class)) {
			throw new IllegalArgumentException(("Listener method %s must not be @Async: it could end after its record"
					+ " was checkpointed, and another record of the key begin before; return a CompletionStage instead")
				.formatted(method.toGenericString()));
		}
		Class<?> type = method.getReturnType();
		if ((isFuture(type) || isPublisher(type)) && !endsLater(method)) {
			throw new IllegalArgumentException(("Listener method %s must return a CompletionStage, or a type that"
					+ " Spring's ReactiveAdapterRegistry knows, if it ends later, but returns a %s, whose end is not seen")
				.formatted(method.toGenericString(), type.getSimpleName()));
		}
	}

	/**
	 * Whether what a method does may go on after it has returned.
	 */
	static boolean endsLater(Method method) {
		Class<?> type = method.getReturnType();
		return CompletionStage.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	static boolean isFuture(Class<?> type) {
		return Future.class.isAssignableFrom(type);
	}

	static boolean isPublisher(Class<?> type) {
		return Publisher.class.isAssignableFrom(type) || Flow.Publisher.class.isAssignableFrom(type);
	}

	boolean has(Role role) {
		return this.parameters.stream().anyMatch((parameter) -> parameter.role() == role);
	}

	/**
	 * The parameter that takes the payload, or all of them.
	 */
	MethodParameter payload() {
		return this.parameters.stream()
			.filter((parameter) -> parameter.role() == Role.PAYLOAD)
			.findFirst()
			.orElseThrow()
			.declaration();
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

	/**
	 * What a parameter is for.
	 */
	enum Role {

		/** What it takes for its record, or the list of it. */
		PAYLOAD,

		/** The record as it was read, beside the payload. */
		RECORD,

		/** Says when the records are done. */
		ACKNOWLEDGEMENT,

		/** The tumbling window of its records. */
		WINDOW,

		/** Headers, all or one. */
		HEADERS

	}

	/**
	 * A parameter of a listener method.
	 *
	 * @param role what it is for
	 * @param declaration the parameter
	 */
	record Parameter(Role role, MethodParameter declaration) {
	}

}
