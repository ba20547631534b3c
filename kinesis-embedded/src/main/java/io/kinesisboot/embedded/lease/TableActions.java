package io.kinesisboot.embedded.lease;

import java.util.List;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;

/**
 * The actions on whole tables. Thread-safe.
 */
final class TableActions {

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

	private static final int MAX_LISTED = 100;

	private static final String ACTIVE = "ACTIVE";

	private final LeaseTables tables;

	TableActions(LeaseTables tables) {
		this.tables = tables;
	}

	Answer create(RequestBody request) {
		if (!NAME.matcher(Parameters.text(request, "TableName")).matches()) {
			throw LeaseErrors
				.validation("Invalid table/index name.  Table/index names must be between 3 and 255 characters"
						+ " long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
		}
		if (request.objects("LocalSecondaryIndexes") != null) {
			throw LeaseErrors.invalidParameter("LocalSecondaryIndexes are not supported by the embedded endpoint");
		}
		return description(this.tables.create(request), "TableDescription", ACTIVE);
	}

	Answer describe(RequestBody request) {
		return description(this.tables.describe(request), "Table", ACTIVE);
	}

	Answer update(RequestBody request) {
		LeaseTable table = this.tables.describe(request);
		table.locked(() -> table.update(request));
		return description(table, "TableDescription", ACTIVE);
	}

	Answer delete(RequestBody request) {
		LeaseTable table = this.tables.describe(request);
		if (table.locked(() -> table.settings().deletionProtected())) {
			throw LeaseErrors.validation("Resource cannot be deleted as it is currently protected against deletion."
					+ " Disable deletion protection first.");
		}
		if (!this.tables.remove(table)) {
			throw LeaseErrors.tableNotFound(table.name());
		}
		return description(table, "TableDescription", "DELETING");
	}

	private static Answer description(LeaseTable table, String member, String status) {
		return (out) -> table.locked(() -> out.object(member, (description) -> table.describe(description, status)));
	}

	Answer list(RequestBody request) {
		Integer named = request.integer("Limit");
		int limit = (named != null) ? named : MAX_LISTED;
		if (limit < 1 || limit > MAX_LISTED) {
			throw LeaseErrors.validation("1 validation error detected: Value '" + limit
					+ "' at 'limit' failed to satisfy constraint: Member must have value between 1 and 100");
		}
		List<String> names = List.copyOf(this.tables.names(request.text("ExclusiveStartTableName")));
		List<String> page = names.subList(0, Math.min(limit, names.size()));
		return (out) -> {
			out.texts("TableNames", page);
			if (page.size() < names.size()) {
				out.text("LastEvaluatedTableName", page.get(page.size() - 1));
			}
		};
	}

	Answer updateBackups(RequestBody request) {
		LeaseTable table = backedUp(request);
		RequestBody specification = Parameters.object(request, "PointInTimeRecoverySpecification");
		boolean enabled = Parameters.flag(specification, "PointInTimeRecoveryEnabled");
		table.locked(() -> table.recoverable(enabled));
		return describeBackups(request);
	}

	Answer describeBackups(RequestBody request) {
		LeaseTable table = backedUp(request);
		String recovery = table.locked(() -> table.recoverable()) ? "ENABLED" : "DISABLED";
		return (out) -> out.object("ContinuousBackupsDescription",
				(description) -> description.text("ContinuousBackupsStatus", "ENABLED")
					.object("PointInTimeRecoveryDescription",
							(point) -> point.text("PointInTimeRecoveryStatus", recovery)));
	}

	private LeaseTable backedUp(RequestBody request) {
		LeaseTable table = this.tables.find(request);
		if (table == null) {
			throw LeaseErrors.tableNotFoundForBackup(Parameters.text(request, "TableName"));
		}
		return table;
	}

	Answer tag(RequestBody request) {
		LeaseTable table = this.tables.findByArn(request);
		table.locked(() -> table.tag(request));
		return Answer.EMPTY;
	}

	Answer untag(RequestBody request) {
		LeaseTable table = this.tables.findByArn(request);
		List<String> keys = Parameters.texts(request, "TagKeys");
		table.locked(() -> table.tags().keySet().removeAll(keys));
		return Answer.EMPTY;
	}

	Answer listTags(RequestBody request) {
		LeaseTable table = this.tables.findByArn(request);
		return (out) -> table.locked(() -> out.objects("Tags", table.tags().entrySet(),
				(entry, tag) -> entry.text("Key", tag.getKey()).text("Value", tag.getValue())));
	}

}
