package io.kinesisboot.listener.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a record that an event pattern may ask for.
 */
enum EventField {

	DATA("data"), PARTITION_KEY("partitionKey"), HEADERS("headers"),
	APPROXIMATE_ARRIVAL_TIMESTAMP("approximateArrivalTimestamp");

	private final String key;

	EventField(String key) {
		this.key = key;
	}

	String key() {
		return this.key;
	}

	static List<String> keys() {
		return Arrays.stream(values()).map(EventField::key).toList();
	}

	static Optional<EventField> of(String key) {
		return Arrays.stream(values()).filter((field) -> field.key.equals(key)).findFirst();
	}

}
