package io.kinesisboot.embedded.item;

import java.util.List;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * What the service says when it refuses a call. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LeaseErrors {

	private static final String NAMESPACE = "com.amazonaws.dynamodb.v20120810#";

	private LeaseErrors() {
	}

	public static AwsError validation(String message) {
		return AwsError.badRequest("com.amazon.coral.validate#ValidationException", message);
	}

	public static AwsError invalidParameter(String message) {
		return validation("One or more parameter values were invalid: " + message);
	}

	public static AwsError tableNotFound(String table) {
		return resourceNotFound("Requested resource not found: Table: " + table + " not found");
	}

	public static AwsError resourceNotFound(String message) {
		return AwsError.badRequest(NAMESPACE + "ResourceNotFoundException", message);
	}

	public static AwsError tableNotFoundForBackup(String table) {
		return AwsError.badRequest(NAMESPACE + "TableNotFoundException", "Table not found: " + table);
	}

	public static AwsError tableExists(String table) {
		return AwsError.badRequest(NAMESPACE + "ResourceInUseException", "Table already exists: " + table);
	}

	/**
	 * A condition that did not hold.
	 */
	public static final class ConditionFailed extends AwsError {

		private final Value.@Nullable Document item;

		/**
		 * Creates the error.
		 * @param item the item to show to the caller, or null to show none
		 */
		public ConditionFailed(Value.@Nullable Document item) {
			super(400, NAMESPACE + "ConditionalCheckFailedException", "The conditional request failed");
			this.item = item;
		}

		Value.@Nullable Document item() {
			return this.item;
		}

		@Override
		public Answer details() {
			Value.Document shown = this.item;
			return (shown != null) ? (out) -> out.tree("Item", shown.content()) : Answer.EMPTY;
		}

	}

	/**
	 * A transaction of which at least one action was refused.
	 */
	public static final class TransactionCanceled extends AwsError {

		private final List<Reason> reasons;

		public TransactionCanceled(List<Reason> reasons) {
			super(400, NAMESPACE + "TransactionCanceledException",
					"Transaction cancelled, please refer cancellation reasons for specific reasons "
							+ reasons.stream().map(Reason::code).toList());
			this.reasons = List.copyOf(reasons);
		}

		@Override
		public Answer details() {
			return (out) -> out.objects("CancellationReasons", this.reasons, (entry, reason) -> {
				entry.text("Code", reason.code()).text("Message", reason.message());
				Value.Document item = reason.item();
				if (item != null) {
					entry.tree("Item", item.content());
				}
			});
		}

		/**
		 * Why one action of a transaction was refused. Immutable.
		 *
		 * @param code the service's word, {@code None} for an action that was not refused
		 * @param message the service's text, or null for an action that was not refused
		 * @param item the item to show to the caller, or null to show none
		 */
		public record Reason(String code, @Nullable String message, Value.@Nullable Document item) {

			/** Of an action that was not refused. */
			public static final Reason NONE = new Reason("None", null, null);

			public static Reason of(AwsError error) {
				if (error instanceof ConditionFailed failed) {
					return new Reason("ConditionalCheckFailed", failed.getMessage(), failed.item());
				}
				return new Reason("ValidationError", error.getMessage(), null);
			}

		}

	}

}
