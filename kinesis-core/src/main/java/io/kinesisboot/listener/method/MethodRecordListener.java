package io.kinesisboot.listener.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardWindow;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.method.ListenerSignature.Parameter;
import io.kinesisboot.listener.method.ListenerSignature.Role;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ReflectionUtils;

/**
 * Calls a method of a bean. Thread-safe if the method is.
 */
final class MethodRecordListener implements RecordListener {

	private final String id;

	private final Object bean;

	private final Method method;

	private final ListenerSignature signature;

	private final List<Parameter> parameters;

	private final boolean acknowledges;

	private final SmartMessageConverter converter;

	private final PayloadReader payloads;

	private final HandlerMethodArgumentResolver headers;

	private final CallResults results;

	private final boolean endsLater;

	/**
	 * Creates a listener.
	 * @param id the listener's id
	 * @param bean the bean to call
	 * @param method the method to call
	 * @param options what listener methods are called with the help of
	 * @param headers finds the arguments that are headers
	 * @throws IllegalArgumentException if the method takes or returns what it cannot
	 */
	MethodRecordListener(String id, Object bean, Method method, ListenerMethodOptions options,
			HandlerMethodArgumentResolver headers) {
		if (!method.getDeclaringClass().isInstance(bean)) {
			throw new IllegalArgumentException("Listener method " + method.toGenericString()
					+ " must be one of its bean, whose type is " + bean.getClass().getName());
		}
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		this.id = id;
		this.bean = bean;
		this.method = method;
		this.signature = ListenerSignature.of(method, type);
		this.parameters = this.signature.parameters();
		this.acknowledges = this.signature.has(Role.ACKNOWLEDGEMENT);
		this.converter = options.converter();
		this.payloads = new PayloadReader(this.signature, options.converter(),
				PayloadValidation.of(this.signature.payload(), options.validator()));
		this.headers = headers;
		ResultDestination destination = ResultDestination.of(method, type, isBatch(), options);
		this.results = new CallResults(destination);
		this.endsLater = destination != null || ListenerSignature.endsLater(method);
		ReflectionUtils.makeAccessible(method);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public boolean isBatch() {
		return this.signature.batch();
	}

	@Override
	public boolean takesWindow() {
		return this.signature.has(Role.WINDOW);
	}

	@Override
	public boolean endsLater() {
		return this.endsLater;
	}

	ListenerSignature signature() {
		return this.signature;
	}

	@Override
	public Object prepare(ReceivedRecord record, int attempt) {
		return this.payloads.read(record, attempt);
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		CallAcknowledgement acknowledgement = this.acknowledges
				? new CallAcknowledgement(this.id, prepared.size(), call::acknowledged) : null;
		CompletionStage<CallOutcome> end;
		try {
			end = this.results.returned(invoke(prepared, acknowledgement, call.window()), prepared);
		}
		catch (Throwable ex) {
			end = this.results.thrown(ex, prepared.size());
			if (end == null) {
				if (acknowledgement != null) {
					acknowledgement.fail(ex);
				}
				throw ex;
			}
		}
		return (acknowledgement != null) ? acknowledgement.after(end) : end;
	}

	private @Nullable Object invoke(List<?> prepared, @Nullable Acknowledgement acknowledgement,
			@Nullable ShardWindow window) throws Exception {
		@Nullable Object[] arguments = new Object[this.parameters.size()];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = argument(this.parameters.get(i), prepared, acknowledgement, window);
		}
		try {
			return this.method.invoke(this.bean, arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getTargetException() instanceof Error error) {
				throw error;
			}
			throw (ex.getTargetException() instanceof Exception cause) ? cause : ex;
		}
	}

	private @Nullable Object argument(Parameter parameter, List<?> prepared, @Nullable Acknowledgement acknowledgement,
			@Nullable ShardWindow window) throws Exception {
		return switch (parameter.role()) {
			case PAYLOAD -> isBatch() ? elements(prepared) : element(prepared.get(0));
			case RECORD -> PayloadReader.record(prepared.get(0));
			case ACKNOWLEDGEMENT -> acknowledgement;
			case WINDOW -> (window != null) ? new TumblingWindow(window, this.converter) : null;
			case HEADERS -> this.headers.resolveArgument(parameter.declaration(), message(prepared, window));
		};
	}

	private List<?> elements(List<?> prepared) {
		List<Object> elements = new ArrayList<>(prepared.size());
		for (Object each : prepared) {
			elements.add(element(each));
		}
		return elements;
	}

	private Object element(Object prepared) {
		return switch (this.signature.element()) {
			case PAYLOAD -> ((Message<?>) prepared).getPayload();
			case MESSAGE -> prepared;
			case RECORD -> PayloadReader.record(prepared);
		};
	}

	/**
	 * What headers are taken from; of a batch, those that all records have alike.
	 */
	private Message<?> message(List<?> prepared, @Nullable ShardWindow window) {
		if (!isBatch()) {
			return (Message<?>) prepared.get(0);
		}
		MessageHeaders shared = (prepared.isEmpty() && window != null) ? headers(window)
				: PayloadReader.headers(prepared.get(0)).ofBatch();
		return new GenericMessage<>(prepared.size() + " records", shared);
	}

	/**
	 * What the end of a window has, which has no records.
	 */
	private static MessageHeaders headers(ShardWindow window) {
		return new MessageHeaders(Map.of(KinesisHeaders.STREAM_NAME, window.shard().stream(), KinesisHeaders.SHARD_ID,
				window.shard().shardId()));
	}

}
