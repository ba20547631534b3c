package io.kinesisboot.embedded.lease;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.LeaseErrors.TransactionCanceled;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;

/**
 * Writes of several items of which either all happen or none. Thread-safe; the tables are
 * locked in the order of their names.
 */
final class TransactionActions {

	private static final int MAX_ITEMS = 100;

	private static final Map<String, BiFunction<LeaseTable, RequestBody, ItemWrite>> WRITES = Map.of("Put",
			ItemWrite::put, "Update", ItemWrite::update, "Delete", ItemWrite::delete, "ConditionCheck",
			ItemWrite::check);

	private final LeaseTables tables;

	TransactionActions(LeaseTables tables) {
		this.tables = tables;
	}

	Answer write(RequestBody request) {
		List<RequestBody> items = Parameters.objects(request, "TransactItems");
		if (items.isEmpty() || items.size() > MAX_ITEMS) {
			throw LeaseErrors.validation("1 validation error detected: Value at 'transactItems' failed to satisfy"
					+ " constraint: Member must have length between 1 and " + MAX_ITEMS);
		}
		List<Action> actions = items.stream().map(this::action).toList();
		Map<String, LeaseTable> involved = new TreeMap<>();
		actions.forEach((action) -> involved.put(action.table().name(), action.table()));
		involved.values().forEach(LeaseTable::lock);
		try {
			write(actions.stream().map(Action::write).toList());
		}
		finally {
			involved.values().forEach(LeaseTable::unlock);
		}
		return Answer.EMPTY;
	}

	private Action action(RequestBody item) {
		if (item.members().size() != 1) {
			throw LeaseErrors.validation("TransactItems can only contain one of Check, Put, Update or Delete");
		}
		String kind = item.members().keySet().iterator().next();
		BiFunction<LeaseTable, RequestBody, ItemWrite> reader = WRITES.get(kind);
		RequestBody request = item.object(kind);
		if (reader == null || request == null) {
			throw LeaseErrors.validation("TransactItems can only contain one of Check, Put, Update or Delete");
		}
		return new Action(this.tables.get(request), reader, request);
	}

	private static void write(List<ItemWrite> writes) {
		requireDistinct(writes);
		List<ItemWrite.Outcome> outcomes = evaluate(writes);
		for (int i = 0; i < writes.size(); i++) {
			writes.get(i).apply(outcomes.get(i));
		}
	}

	private static void requireDistinct(List<ItemWrite> writes) {
		Set<List<Object>> places = new HashSet<>();
		for (ItemWrite write : writes) {
			if (!places.add(List.of(write.table().name(), write.key()))) {
				throw LeaseErrors.validation("Transaction request cannot include multiple operations on one item");
			}
		}
	}

	private static List<ItemWrite.Outcome> evaluate(List<ItemWrite> writes) {
		List<ItemWrite.Outcome> outcomes = new ArrayList<>();
		List<TransactionCanceled.Reason> reasons = new ArrayList<>();
		for (ItemWrite write : writes) {
			try {
				outcomes.add(write.evaluate());
				reasons.add(TransactionCanceled.Reason.NONE);
			}
			catch (AwsError ex) {
				reasons.add(TransactionCanceled.Reason.of(ex));
			}
		}
		if (outcomes.size() < writes.size()) {
			throw new TransactionCanceled(reasons);
		}
		return outcomes;
	}

	/**
	 * One action of a transaction. Immutable.
	 *
	 * @param table its table
	 * @param reader makes a write of its parameters
	 * @param request its parameters
	 */
	private record Action(LeaseTable table, BiFunction<LeaseTable, RequestBody, ItemWrite> reader,
			RequestBody request) {

		ItemWrite write() {
			return this.reader.apply(this.table, this.request);
		}

	}

}
