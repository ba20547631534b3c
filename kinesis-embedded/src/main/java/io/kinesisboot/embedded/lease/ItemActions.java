package io.kinesisboot.embedded.lease;

import java.util.Set;
import java.util.function.BiFunction;

import io.kinesisboot.embedded.item.AttributeSelection;
import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.LegacyParameters;
import io.kinesisboot.embedded.item.Placeholders;
import io.kinesisboot.embedded.item.Value;
import io.kinesisboot.embedded.item.ValueReader;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The actions on single items. Thread-safe.
 */
final class ItemActions {

	private static final Set<String> OF_UPDATES = Set.of("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW");

	private static final Set<String> OF_OTHERS = Set.of("NONE", "ALL_OLD");

	private final LeaseTables tables;

	ItemActions(LeaseTables tables) {
		this.tables = tables;
	}

	Answer get(RequestBody request) {
		LeaseTable table = this.tables.get(request);
		LegacyParameters.requireNotMixed(request);
		Placeholders placeholders = Placeholders.of(request);
		AttributeSelection selection = AttributeSelection.of(request, placeholders);
		placeholders.requireAllUsed();
		Value.Document key = ValueReader.requiredDocument(request, "Key");
		Value.Document item = table.locked(() -> table.items(null).get(table.keyOf(key)));
		return (item != null) ? (out) -> out.tree("Item", selection.of(item).content()) : Answer.EMPTY;
	}

	Answer put(RequestBody request) {
		return write(request, OF_OTHERS, ItemWrite::put);
	}

	Answer update(RequestBody request) {
		return write(request, OF_UPDATES, ItemWrite::update);
	}

	Answer delete(RequestBody request) {
		return write(request, OF_OTHERS, ItemWrite::delete);
	}

	private Answer write(RequestBody request, Set<String> allowed,
			BiFunction<LeaseTable, RequestBody, ItemWrite> reader) {
		LeaseTable table = this.tables.get(request);
		String returned = request.text("ReturnValues");
		if (returned != null && !allowed.contains(returned)) {
			throw LeaseErrors.validation("Return values set to invalid value");
		}
		return table.locked(() -> {
			ItemWrite write = reader.apply(table, request);
			ItemWrite.Outcome outcome = write.evaluate();
			write.apply(outcome);
			return answer(returned(returned, write, outcome));
		});
	}

	private static Value.@Nullable Document returned(@Nullable String which, ItemWrite write,
			ItemWrite.Outcome outcome) {
		if (which == null || which.equals("NONE")) {
			return null;
		}
		Value.Document item = which.endsWith("OLD") ? outcome.before() : outcome.after();
		return (item != null && which.startsWith("UPDATED")) ? write.touched().of(item) : item;
	}

	private static Answer answer(Value.@Nullable Document attributes) {
		return (attributes != null && !attributes.members().isEmpty())
				? (out) -> out.tree("Attributes", attributes.content()) : Answer.EMPTY;
	}

}
