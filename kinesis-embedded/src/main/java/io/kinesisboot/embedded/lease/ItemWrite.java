package io.kinesisboot.embedded.lease;

import java.util.List;
import java.util.function.Function;

import io.kinesisboot.embedded.item.AttributeSelection;
import io.kinesisboot.embedded.item.ConditionParser;
import io.kinesisboot.embedded.item.ItemCondition;
import io.kinesisboot.embedded.item.ItemUpdate;
import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.LegacyParameters;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.item.Placeholders;
import io.kinesisboot.embedded.item.UpdateParser;
import io.kinesisboot.embedded.item.Value;
import io.kinesisboot.embedded.item.ValueReader;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A write of one item under a condition, whether it comes alone or in a transaction.
 * Immutable; used under the table's lock.
 *
 * @param table the table
 * @param key the item's key
 * @param condition what the item must be like before the write
 * @param returnsOld whether a refusal shows the item
 * @param touched what an update changes
 * @param change makes the new item of the old one, null standing for none on both sides
 */
record ItemWrite(LeaseTable table, List<Value.Scalar> key, ItemCondition condition, boolean returnsOld,
		AttributeSelection touched, Function<Value.@Nullable Document, Value.@Nullable Document> change) {

	static ItemWrite put(LeaseTable table, RequestBody request) {
		Value.Document item = ValueReader.requiredDocument(request, "Item");
		return of(table, table.keyOfItem(item), request, Placeholders.of(request), AttributeSelection.ALL,
				(before) -> item);
	}

	static ItemWrite delete(LeaseTable table, RequestBody request) {
		return of(table, key(table, request), request, Placeholders.of(request), AttributeSelection.ALL,
				(before) -> null);
	}

	/**
	 * Reads a check: a write that changes nothing and cannot do without a condition.
	 * @param table the table
	 * @param request the parameters
	 * @return the check
	 */
	static ItemWrite check(LeaseTable table, RequestBody request) {
		Parameters.text(request, "ConditionExpression");
		return of(table, key(table, request), request, Placeholders.of(request), AttributeSelection.ALL,
				Function.identity());
	}

	static ItemWrite update(LeaseTable table, RequestBody request) {
		Placeholders placeholders = Placeholders.of(request);
		Value.Document key = ValueReader.requiredDocument(request, "Key");
		String expression = request.text("UpdateExpression");
		ItemUpdate update = (expression != null) ? UpdateParser.parse(expression, placeholders)
				: LegacyParameters.updates(request);
		update.requireNoKey(table.keySchema().attributes());
		return of(table, table.keyOf(key), request, placeholders, update.touched(),
				(before) -> update.applyTo((before != null) ? before : key));
	}

	private static List<Value.Scalar> key(LeaseTable table, RequestBody request) {
		return table.keyOf(ValueReader.requiredDocument(request, "Key"));
	}

	private static ItemWrite of(LeaseTable table, List<Value.Scalar> key, RequestBody request,
			Placeholders placeholders, AttributeSelection touched,
			Function<Value.@Nullable Document, Value.@Nullable Document> change) {
		LegacyParameters.requireNotMixed(request);
		ItemCondition condition = (request.text("ConditionExpression") != null)
				? ConditionParser.parse(request, "ConditionExpression", placeholders)
				: LegacyParameters.conditions(request, "Expected");
		placeholders.requireAllUsed();
		boolean returnsOld = "ALL_OLD".equals(request.text("ReturnValuesOnConditionCheckFailure"));
		return new ItemWrite(table, key, condition, returnsOld, touched, change);
	}

	/**
	 * Works out what the write does, without doing it.
	 * @return the item before and after the write
	 */
	Outcome evaluate() {
		Value.Document before = this.table.items(null).get(this.key);
		if (!this.condition.matches((before != null) ? before : Value.Document.EMPTY)) {
			throw new LeaseErrors.ConditionFailed(this.returnsOld ? before : null);
		}
		Value.Document after = this.change.apply(before);
		if (after != null) {
			this.table.requireStorable(after);
		}
		return new Outcome(before, after);
	}

	void apply(Outcome outcome) {
		this.table.replace(outcome.before(), outcome.after());
	}

	/**
	 * What a write does. Immutable.
	 *
	 * @param before the item before the write, or null if there was none
	 * @param after the item after the write, or null if there is none
	 */
	record Outcome(Value.@Nullable Document before, Value.@Nullable Document after) {

	}

}
