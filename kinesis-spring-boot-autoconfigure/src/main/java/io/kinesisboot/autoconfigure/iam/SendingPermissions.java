package io.kinesisboot.autoconfigure.iam;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.method.ListenerMethods;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.StringValueResolver;

/**
 * Where the application sends to: by producers, by what listeners return, to retry
 * streams and as dead letters. Thread-safe.
 *
 * @param streams the streams that it is configured to send to
 * @param listeners gives the listeners
 * @param destinations gives where dead letters go
 * @param text replaces placeholders
 */
record SendingPermissions(Collection<String> streams, Supplier<Collection<KinesisMessageListenerContainer>> listeners,
		Supplier<Set<Destination>> destinations, StringValueResolver text) implements IamPolicyContributor {

	@Override
	public void contribute(IamPermissions permissions) {
		Stream.concat(this.streams.stream(), this.listeners.get().stream().flatMap(this::streams))
			.forEach((stream) -> send(permissions, stream));
		this.destinations.get().forEach((destination) -> send(permissions, destination));
	}

	private Stream<String> streams(KinesisMessageListenerContainer container) {
		Object bean = container.endpoint().bean();
		Stream<String> results = container.endpoint()
			.methods()
			.handlers()
			.stream()
			.flatMap((handler) -> Stream.ofNullable(result(handler, AopUtils.getTargetClass(bean))));
		return Stream.concat(results, Stream.ofNullable(container.options().retryStream().stream()));
	}

	private @Nullable String result(ListenerMethods.Handler handler, Class<?> type) {
		if (handler.method().getReturnType() == void.class) {
			return null;
		}
		SendTo annotation = AnnotatedElementUtils
			.findMergedAnnotation(AopUtils.getMostSpecificMethod(handler.method(), type), SendTo.class);
		if (annotation == null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(type, SendTo.class);
		}
		return (annotation != null)
				? Objects.requireNonNull(this.text.resolveStringValue(annotation.value()[0])).strip() : null;
	}

	private static void send(IamPermissions permissions, String stream) {
		permissions.allowOf("kinesis", KinesisResources.stream(stream), "ListShards", "PutRecords");
	}

	private static void send(IamPermissions permissions, Destination destination) {
		String name = destination.name();
		String arn = destination.arn();
		switch (destination.scheme()) {
			case KINESIS -> {
				send(permissions, (arn != null) ? arn : name);
				if (arn != null) {
					permissions.allowOf("kinesis", arn, "DescribeStreamSummary");
				}
			}
			case SQS -> {
				String queue = (arn != null) ? arn : name.substring(name.lastIndexOf('/') + 1);
				permissions.allowOf("sqs", queue, "SendMessage");
				if (!name.contains("://")) {
					permissions.allowOf("sqs", queue, "GetQueueUrl");
				}
			}
			case S3 -> permissions.allowOf("s3", folder(name), "PutObject");
			case FIREHOSE -> {
				permissions.allowOf("firehose", (arn != null) ? arn : "deliverystream/" + name, "PutRecord");
				if (arn != null) {
					permissions.allowOf("firehose", arn, "DescribeDeliveryStream");
				}
			}
		}
	}

	private static String folder(String name) {
		return name.endsWith("/") ? name + "*" : name + "/*";
	}

}
