package io.kinesisboot.embedded.lease;

import java.time.Clock;
import java.util.Collection;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * All tables by their names. Thread-safe; a call that found a table before it was deleted
 * finishes on it.
 */
final class LeaseTables {

	private final String arnPrefix;

	private final Clock clock;

	private final ConcurrentNavigableMap<String, LeaseTable> tables = new ConcurrentSkipListMap<>();

	LeaseTables(String arnPrefix, Clock clock) {
		this.arnPrefix = arnPrefix;
		this.clock = clock;
	}

	LeaseTable create(RequestBody request) {
		String name = Parameters.text(request, "TableName");
		LeaseTable table = new LeaseTable(name, this.arnPrefix + name, this.clock.instant(), request);
		if (this.tables.putIfAbsent(name, table) != null) {
			throw LeaseErrors.tableExists(name);
		}
		return table;
	}

	/**
	 * Finds the table whose items a call is about.
	 * @param request the call
	 * @return the table
	 */
	LeaseTable get(RequestBody request) {
		LeaseTable table = this.tables.get(Parameters.text(request, "TableName"));
		if (table == null) {
			throw LeaseErrors.resourceNotFound("Requested resource not found");
		}
		return table;
	}

	/**
	 * Finds the table that a call itself is about.
	 * @param request the call
	 * @return the table
	 */
	LeaseTable describe(RequestBody request) {
		String name = Parameters.text(request, "TableName");
		LeaseTable table = this.tables.get(name);
		if (table == null) {
			throw LeaseErrors.tableNotFound(name);
		}
		return table;
	}

	@Nullable LeaseTable find(RequestBody request) {
		return this.tables.get(Parameters.text(request, "TableName"));
	}

	LeaseTable findByArn(RequestBody request) {
		String arn = Parameters.text(request, "ResourceArn");
		LeaseTable table = arn.startsWith(this.arnPrefix) ? this.tables.get(arn.substring(this.arnPrefix.length()))
				: null;
		if (table == null) {
			throw LeaseErrors.resourceNotFound("Requested resource not found: ResourcArn: " + arn + " not found");
		}
		return table;
	}

	boolean remove(LeaseTable table) {
		return this.tables.remove(table.name(), table);
	}

	/**
	 * Lists the tables' names.
	 * @param after the name that the first must come after, or null to begin with the
	 * first
	 * @return the names in alphabetical order
	 */
	Collection<String> names(@Nullable String after) {
		return (after != null) ? this.tables.tailMap(after, /* inclusive= */ false).keySet() : this.tables.keySet();
	}

}
