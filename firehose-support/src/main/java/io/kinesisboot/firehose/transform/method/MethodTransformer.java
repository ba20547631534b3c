package io.kinesisboot.firehose.transform.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.firehose.transform.EventTransformer;
import io.kinesisboot.firehose.transform.TransformationEvent;
import io.kinesisboot.firehose.transform.TransformationRecord;
import io.kinesisboot.firehose.transform.TransformedRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Transforms records by a method of a bean. Thread-safe if the method is.
 */
final class MethodTransformer implements EventTransformer {

	private static final Logger logger = LoggerFactory.getLogger(FirehoseTransformer.class);

	private final String id;

	private final Object bean;

	private final Method method;

	private final TransformerSignature signature;

	private final PayloadReader payloads;

	private final ResultConverter results;

	private final List<Class<? extends Throwable>> repeatOn;

	/**
	 * Creates a transformer.
	 * @param id names it in what is logged
	 * @param bean the bean to call
	 * @param method the method to call
	 * @param annotation how it is called
	 * @param mapper reads and writes JSON
	 * @throws IllegalArgumentException if the method takes or returns what it cannot
	 */
	MethodTransformer(String id, Object bean, Method method, FirehoseTransformer annotation, JsonMapper mapper) {
		this.id = id;
		this.bean = bean;
		this.method = method;
		this.signature = TransformerSignature.of(method, AopProxyUtils.ultimateTargetClass(bean));
		this.payloads = new PayloadReader(this.signature.payloadType(), mapper);
		this.results = new ResultConverter(mapper, annotation.delimiter(), annotation.appendDelimiter(),
				new PartitionKeys(annotation.partitionKeys()));
		this.repeatOn = List.of(annotation.repeatOn());
		ReflectionUtils.makeAccessible(method);
	}

	@Override
	public List<TransformedRecord> transform(TransformationEvent event) {
		Invocation invocation = new Invocation(event);
		List<TransformedRecord> transformed = this.signature.batch() ? invocation.ofBatch() : invocation.ofEach();
		invocation.report();
		return transformed;
	}

	private @Nullable Object call(Object payload, @Nullable TransformationRecord record, TransformationEvent event)
			throws Exception {
		@Nullable Object[] arguments = new Object[this.signature.parameters().size()];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = switch (this.signature.parameters().get(i)) {
				case PAYLOAD -> payload;
				case RECORD -> record;
				case EVENT -> event;
			};
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

	/** One event being transformed. Confined to one thread. */
	private final class Invocation {

		private final TransformationEvent event;

		private int failures;

		private @Nullable TransformationRecord firstFailed;

		private @Nullable Throwable firstFailure;

		Invocation(TransformationEvent event) {
			this.event = event;
		}

		List<TransformedRecord> ofEach() {
			List<TransformedRecord> transformed = new ArrayList<>(this.event.records().size());
			for (TransformationRecord record : this.event.records()) {
				transformed.add(of(record));
			}
			return transformed;
		}

		private TransformedRecord of(TransformationRecord record) {
			try {
				Object payload = MethodTransformer.this.payloads.read(record);
				return MethodTransformer.this.results.convert(record, call(payload, record, this.event));
			}
			catch (Exception | StackOverflowError | AssertionError | LinkageError ex) {
				return failed(record, ex);
			}
		}

		List<TransformedRecord> ofBatch() {
			List<TransformedRecord> transformed = new ArrayList<>(this.event.records().size());
			List<Object> payloads = new ArrayList<>();
			List<@Nullable TransformedRecord> unreadable = new ArrayList<>();
			for (TransformationRecord record : this.event.records()) {
				try {
					payloads.add(MethodTransformer.this.payloads.read(record));
					unreadable.add(null);
				}
				catch (RuntimeException | StackOverflowError ex) {
					unreadable.add(failed(record, ex));
				}
			}
			Iterator<?> results = results(payloads).iterator();
			for (int i = 0; i < unreadable.size(); i++) {
				TransformedRecord failed = unreadable.get(i);
				transformed.add((failed != null) ? failed : converted(this.event.records().get(i), results.next()));
			}
			return transformed;
		}

		/**
		 * Calls the method for all records, and if it throws for each of several alone.
		 * @return what it has returned, or thrown, for each
		 */
		private Collection<?> results(List<Object> payloads) {
			if (payloads.isEmpty()) {
				return payloads;
			}
			try {
				Object returned = call(payloads, null, this.event);
				if (returned instanceof Collection<?> outcomes && outcomes.size() == payloads.size()) {
					return outcomes;
				}
				throw new IllegalStateException(
						"a List with an outcome for each of %d records must be returned".formatted(payloads.size()));
			}
			catch (Exception | StackOverflowError | AssertionError | LinkageError ex) {
				repeatIfAsked(ex);
				if (payloads.size() == 1) {
					return List.of(new Thrown(ex));
				}
				List<Object> each = new ArrayList<>(payloads.size());
				payloads.forEach((payload) -> each.addAll(results(List.of(payload))));
				return each;
			}
		}

		private TransformedRecord converted(TransformationRecord record, @Nullable Object result) {
			if (result instanceof Thrown thrown) {
				return failed(record, thrown.failure());
			}
			try {
				return MethodTransformer.this.results.convert(record, result);
			}
			catch (RuntimeException | StackOverflowError ex) {
				return failed(record, ex);
			}
		}

		private TransformedRecord failed(TransformationRecord record, Throwable failure) {
			repeatIfAsked(failure);
			if (this.failures++ == 0) {
				this.firstFailed = record;
				this.firstFailure = failure;
			}
			return TransformedRecord.processingFailed(record);
		}

		private void repeatIfAsked(Throwable failure) {
			if (failure instanceof InterruptedException) {
				Thread.currentThread().interrupt();
				throw repetition(failure);
			}
			if (MethodTransformer.this.repeatOn.stream().anyMatch((type) -> type.isInstance(failure))) {
				throw repetition(failure);
			}
		}

		private KinesisBootException repetition(Throwable failure) {
			return new KinesisBootException(
					"Transformer '%s' has Firehose repeat invocation %s of delivery stream '%s'"
						.formatted(MethodTransformer.this.id, this.event.invocationId(), this.event.deliveryStream()),
					failure);
		}

		void report() {
			if (this.failures > 0) {
				logger.warn("Transformer '{}' failed for {} of {} records of delivery stream '{}', first for {}",
						MethodTransformer.this.id, this.failures, this.event.records().size(),
						this.event.deliveryStream(), this.firstFailed, this.firstFailure);
			}
		}

	}

	/**
	 * What the method has thrown for a record.
	 */
	private record Thrown(Throwable failure) {
	}

}
