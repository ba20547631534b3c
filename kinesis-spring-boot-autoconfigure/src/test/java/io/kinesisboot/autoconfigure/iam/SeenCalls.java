package io.kinesisboot.autoconfigure.iam;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Sees which actions clients call, and on what. Thread-safe.
 */
final class SeenCalls implements ExecutionInterceptor {

	/** Of a record the client names its shard by an iterator only. */
	static final String UNKNOWN = "?";

	private final Set<Call> calls = new ConcurrentSkipListSet<>();

	@Override
	public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
		String service = String.valueOf(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME))
			.toLowerCase(Locale.ROOT)
			.replace(" ", "");
		String operation = String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
		if (context.request() instanceof TransactWriteItemsRequest transaction) {
			transaction.transactItems().forEach((item) -> this.calls.add(call(item)));
		}
		else {
			this.calls.add(new Call(service + ":" + operation, resource(service, context.request())));
		}
	}

	private static Call call(TransactWriteItem item) {
		if (item.put() != null) {
			return new Call("dynamodb:PutItem", "table/" + item.put().tableName());
		}
		return (item.update() != null) ? new Call("dynamodb:UpdateItem", "table/" + item.update().tableName())
				: new Call("dynamodb:DeleteItem", "table/" + item.delete().tableName());
	}

	private static String resource(String service, SdkRequest request) {
		String index = field(request, "IndexName");
		String table = field(request, "TableName");
		if (table != null) {
			return "table/" + table + ((index != null) ? "/index/" + index : "");
		}
		String consumer = field(request, "ConsumerName");
		String stream = Stream.of("ConsumerARN", "StreamARN", "StreamName", "ResourceARN")
			.flatMap((name) -> Stream.ofNullable(field(request, name)))
			.map((name) -> name.replaceFirst("^arn:.*:\\d{12}:", "").replaceFirst("^(?!stream/)", "stream/"))
			.findFirst()
			.orElse(UNKNOWN);
		boolean ofConsumer = consumer != null && !request.getClass().getSimpleName().startsWith("Register");
		return ofConsumer ? stream + "/consumer/" + consumer + ":1" : stream;
	}

	private static @Nullable String field(SdkRequest request, String name) {
		return request.getValueForField(name, String.class).orElse(null);
	}

	Set<Call> calls() {
		return this.calls;
	}

	/**
	 * A call of an action.
	 *
	 * @param action the action, as a policy names it
	 * @param resource the last part of the resource's ARN
	 */
	record Call(String action, String resource) implements Comparable<Call> {

		/**
		 * Whether a policy allows it, by a resource that may end with a wildcard.
		 */
		boolean isAllowedBy(String allowedAction, String allowedResource) {
			if (!allowedAction.equals(this.action)) {
				return false;
			}
			String path = allowedResource.split(":", 6)[5];
			return this.resource.equals(UNKNOWN) || this.resource.equals(path)
					|| (path.endsWith("*") && this.resource.startsWith(path.substring(0, path.length() - 1)));
		}

		@Override
		public int compareTo(Call other) {
			return toString().compareTo(other.toString());
		}

	}

}
