package io.kinesisboot.embedded.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.kinesisboot.embedded.item.AttributeSelection;
import io.kinesisboot.embedded.item.ConditionParser;
import io.kinesisboot.embedded.item.ItemCondition;
import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.LegacyParameters;
import io.kinesisboot.embedded.item.Placeholders;
import io.kinesisboot.embedded.item.Value;
import io.kinesisboot.embedded.item.ValueReader;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The actions that read many items, a page at a time. Thread-safe.
 */
final class SearchActions {

	private final LeaseTables tables;

	SearchActions(LeaseTables tables) {
		this.tables = tables;
	}

	Answer query(RequestBody request) {
		LeaseTable table = this.tables.get(request);
		Placeholders placeholders = Placeholders.of(request);
		ItemCondition condition = either(request, "KeyConditionExpression", "KeyConditions", placeholders);
		ItemCondition filter = either(request, "FilterExpression", "QueryFilter", placeholders);
		PageRequest page = PageRequest.of(request, filter, placeholders);
		return table.locked(() -> {
			ItemIndex index = index(table, request);
			KeyCondition key = KeyCondition.of(condition, index.keySchema(), table.types());
			boolean forward = !Boolean.FALSE.equals(request.flag("ScanIndexForward"));
			List<Value.Document> partition = index.partition(key.hash(), page.start(), forward);
			return page.read(partition.stream().filter(key.range()::matches), index);
		});
	}

	Answer scan(RequestBody request) {
		LeaseTable table = this.tables.get(request);
		Placeholders placeholders = Placeholders.of(request);
		ItemCondition filter = either(request, "FilterExpression", "ScanFilter", placeholders);
		PageRequest page = PageRequest.of(request, filter, placeholders);
		return table.locked(() -> {
			ItemIndex index = index(table, request);
			Predicate<Value.Document> segment = segment(request, index.keySchema().hash());
			return page.read(index.after(page.start()).stream().filter(segment), index);
		});
	}

	private static ItemCondition either(RequestBody request, String expression, String legacy,
			Placeholders placeholders) {
		return (request.text(expression) != null) ? ConditionParser.parse(request, expression, placeholders)
				: LegacyParameters.conditions(request, legacy);
	}

	private static ItemIndex index(LeaseTable table, RequestBody request) {
		String name = request.text("IndexName");
		if (name != null && Boolean.TRUE.equals(request.flag("ConsistentRead"))) {
			throw LeaseErrors.validation("Consistent reads are not supported on global secondary indexes");
		}
		if (name != null && "ALL_ATTRIBUTES".equals(request.text("Select")) && !table.index(name).projectsAll()) {
			throw LeaseErrors.invalidParameter("Select type ALL_ATTRIBUTES is not supported for global secondary index "
					+ name + " because its projection type is not ALL");
		}
		return table.items(name);
	}

	private static Predicate<Value.Document> segment(RequestBody request, String hash) {
		Integer segment = request.integer("Segment");
		Integer total = request.integer("TotalSegments");
		if (segment == null && total == null) {
			return (item) -> true;
		}
		if (segment == null || total == null) {
			String present = (segment != null) ? "Segment" : "TotalSegments";
			String absent = (segment != null) ? "TotalSegments" : "Segment";
			throw LeaseErrors
				.validation("The " + absent + " parameter is required but was not present in the request when "
						+ present + " parameter is present");
		}
		if (segment < 0 || segment >= total) {
			throw LeaseErrors.validation("The Segment parameter is zero-based and must be less than parameter"
					+ " TotalSegments: Segment: " + segment + " is not less than TotalSegments: " + total);
		}
		return (item) -> Math.floorMod(String.valueOf(item.get(hash)).hashCode(), total) == segment;
	}

	/**
	 * How much of the items a call wants to see. Immutable.
	 *
	 * @param start the key that the first item must come after, or null
	 * @param limit how many items to look at
	 * @param filter which of those to show
	 * @param selection what of them to show, or null to show their number alone
	 */
	private record PageRequest(Value.@Nullable Document start, int limit, ItemCondition filter,
			@Nullable AttributeSelection selection) {

		private static final int MAX_BYTES = 1024 * 1024;

		static PageRequest of(RequestBody request, ItemCondition filter, Placeholders placeholders) {
			LegacyParameters.requireNotMixed(request);
			AttributeSelection selection = AttributeSelection.of(request, placeholders);
			placeholders.requireAllUsed();
			Integer limit = request.integer("Limit");
			if (limit != null && limit < 1) {
				throw LeaseErrors.validation("Limit must be greater than or equal to 1");
			}
			return new PageRequest(ValueReader.document(request, "ExclusiveStartKey"),
					(limit != null) ? limit : Integer.MAX_VALUE, filter,
					"COUNT".equals(request.text("Select")) ? null : selection);
		}

		Answer read(Stream<Value.Document> candidates, ItemIndex index) {
			List<Value.Document> items = new ArrayList<>();
			Value.Document last = null;
			int scanned = 0;
			long bytes = 0;
			for (Value.Document item : (Iterable<Value.Document>) candidates::iterator) {
				scanned++;
				bytes += item.itemBytes();
				if (this.filter.matches(item)) {
					items.add(item);
				}
				if (scanned == this.limit || bytes >= MAX_BYTES) {
					last = item;
					break;
				}
			}
			return answer(items, scanned, (last != null) ? index.keyIn(last) : null);
		}

		private Answer answer(List<Value.Document> items, int scanned, Value.@Nullable Document last) {
			return (out) -> {
				AttributeSelection shown = this.selection;
				if (shown != null) {
					out.tree("Items", items.stream().map((item) -> shown.of(item).content()).toList());
				}
				out.number("Count", items.size()).number("ScannedCount", scanned);
				if (last != null) {
					out.tree("LastEvaluatedKey", last.content());
				}
			};
		}

	}

}
