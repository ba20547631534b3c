package io.kinesisboot.listener.method;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.KinesisHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.StringValueResolver;

/**
 * Where the results of a listener method go. Thread-safe.
 *
 * @param stream the stream's name
 * @param sender sends them
 */
record ResultDestination(String stream, ResultSender sender) {

	/**
	 * Finds where the results of a method go, by its annotation or that of its class.
	 * @param method the method
	 * @param beanType the type of its bean
	 * @param batch whether the method takes a batch
	 * @param options the sender, and what replaces placeholders
	 * @return the destination, or null if the method names none
	 * @throws IllegalArgumentException if it names one to which nothing can be sent
	 */
	static @Nullable ResultDestination of(Method method, Class<?> beanType, boolean batch,
			ListenerMethodOptions options) {
		SendTo annotation = AnnotatedElementUtils.findMergedAnnotation(AopUtils.getMostSpecificMethod(method, beanType),
				SendTo.class);
		boolean returnsNothing = method.getReturnType() == void.class;
		if (annotation == null && !returnsNothing) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(beanType, SendTo.class);
		}
		if (annotation == null) {
			return null;
		}
		if (batch || returnsNothing) {
			throw invalid(method, batch ? "must take one record at a time, not a batch" : "must return what is sent");
		}
		String stream = (annotation.value().length == 1) ? resolve(annotation.value()[0], options.text()) : "";
		if (stream.isBlank()) {
			throw invalid(method, "must name one stream");
		}
		if (options.resultSender() == null) {
			throw invalid(method, "needs a ResultSender, such as a KinesisTemplate, and there is none");
		}
		return new ResultDestination(stream, options.resultSender());
	}

	private static String resolve(String text, StringValueResolver resolver) {
		return Objects.requireNonNullElse(resolver.resolveStringValue(text), "").strip();
	}

	private static IllegalArgumentException invalid(Method method, String what) {
		return new IllegalArgumentException("Listener method " + method.toGenericString() + " with @SendTo " + what);
	}

	/**
	 * Sends results.
	 * @param results values, or messages of values
	 * @param partitionKey the key of those that have none
	 * @return completes when all of them are sent; fails if one cannot be sent
	 */
	CompletionStage<Void> send(Collection<?> results, String partitionKey) {
		return CompletableFuture.allOf(results.stream()
			.map((result) -> this.sender.send(this.stream, message(result, partitionKey)).toCompletableFuture())
			.toArray(CompletableFuture[]::new));
	}

	private static Message<?> message(Object result, String partitionKey) {
		if (result instanceof Message<?> message) {
			return message.getHeaders().containsKey(KinesisHeaders.PARTITION_KEY) ? message
					: MessageBuilder.fromMessage(message).setHeader(KinesisHeaders.PARTITION_KEY, partitionKey).build();
		}
		return MessageBuilder.withPayload(result).setHeader(KinesisHeaders.PARTITION_KEY, partitionKey).build();
	}

}
