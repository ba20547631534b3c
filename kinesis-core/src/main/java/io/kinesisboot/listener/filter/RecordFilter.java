package io.kinesisboot.listener.filter;

import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.consumer.ReceivedRecord;

import org.springframework.util.Assert;

/**
 * Tells the records that a listener gets from those that it does not care for, which
 * count as done. Must be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RecordFilter {

	/**
	 * Whether the listener gets a record.
	 * @param record the record, as it was read
	 * @return whether it does
	 * @throws RuntimeException if that cannot be told, which is a failure of the record's
	 * and drops nothing
	 */
	boolean accepts(ReceivedRecord record);

	/**
	 * Narrows this filter.
	 * @param other what records must pass as well; not asked about those that this one
	 * rejects
	 * @return a filter that accepts what both accept
	 */
	default RecordFilter and(RecordFilter other) {
		return (record) -> accepts(record) && other.accepts(record);
	}

	/**
	 * Widens this filter.
	 * @param other what records may pass instead; not asked about those that this one
	 * accepts
	 * @return a filter that accepts what either accepts
	 */
	default RecordFilter or(RecordFilter other) {
		return (record) -> accepts(record) || other.accepts(record);
	}

	/**
	 * Parses filters: texts that begin with a brace are {@link EventPattern patterns},
	 * all others {@link ExpressionFilter expressions}. A record has to pass one of them.
	 * @param setting where they come from, for errors
	 * @param texts the filters, at least one
	 * @return a filter
	 * @throws IllegalArgumentException if one of them is neither, or if there are more
	 * patterns than an {@link EventPattern} may have
	 */
	static RecordFilter parse(String setting, List<String> texts) {
		Assert.notEmpty(texts, () -> "'" + setting + "' must not be empty");
		List<String> patterns = texts.stream().map(String::strip).filter((text) -> text.startsWith("{")).toList();
		List<RecordFilter> filters = new ArrayList<>();
		if (!patterns.isEmpty()) {
			filters.add(EventPattern.parse(setting, patterns));
		}
		texts.stream()
			.map(String::strip)
			.filter((text) -> !text.startsWith("{"))
			.forEach((text) -> filters.add(ExpressionFilter.parse(setting, text)));
		return filters.stream().reduce(RecordFilter::or).orElseThrow();
	}

}
