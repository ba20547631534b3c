package io.kinesisboot.embedded.firehose.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Finds partition keys in JSON records. Of the language jq it knows an object of paths,
 * such as <code>{customer: .customer.id, kind: .kind}</code>. Immutable.
 *
 * @since 0.1.0
 */
public final class MetadataQuery {

	private static final String KEY = "\\s*\"?(\\w+)\"?\\s*:\\s*((?:\\.\\w+)+)\\s*";

	private static final Pattern WHOLE = Pattern.compile("\\s*\\{" + KEY + "(?:," + KEY + ")*}\\s*");

	private static final Pattern EACH = Pattern.compile(KEY);

	private final Map<String, List<String>> paths;

	private MetadataQuery(Map<String, List<String>> paths) {
		this.paths = paths;
	}

	/**
	 * Reads a query.
	 * @param text the query
	 * @return the query
	 * @throws IllegalArgumentException if it is more than an object of paths
	 */
	static MetadataQuery parse(String text) {
		if (!WHOLE.matcher(text).matches()) {
			throw new IllegalArgumentException("The embedded endpoint takes a MetadataExtractionQuery of the form "
					+ "{key: .path.in.record, ...} only but it was '" + text + "'");
		}
		Map<String, List<String>> paths = new LinkedHashMap<>();
		Matcher matcher = EACH.matcher(text);
		while (matcher.find()) {
			paths.put(matcher.group(1), List.of(matcher.group(2).substring(1).split("\\.")));
		}
		return new MetadataQuery(paths);
	}

	/**
	 * Finds the keys of a record.
	 * @param data the record
	 * @return values by key, without those that the record does not have, or null if it
	 * is no JSON object
	 */
	public @Nullable Map<String, String> extract(byte[] data) {
		Map<String, @Nullable Object> record;
		try {
			record = WireFormat.JSON.read(data).members();
		}
		catch (AwsError ex) {
			return null;
		}
		Map<String, String> values = new LinkedHashMap<>();
		this.paths.forEach((key, path) -> {
			Object value = at(record, path);
			if (value != null) {
				values.put(key, value.toString());
			}
		});
		return values;
	}

	private static @Nullable Object at(Object record, List<String> path) {
		Object value = record;
		for (String name : path) {
			value = (value instanceof Map<?, ?> map) ? map.get(name) : null;
		}
		return value;
	}

}
