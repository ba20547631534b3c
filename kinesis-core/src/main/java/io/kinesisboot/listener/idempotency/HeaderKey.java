package io.kinesisboot.listener.idempotency;

import io.kinesisboot.consumer.ReceivedRecord;

/**
 * A header that the producer has sent. Immutable.
 *
 * @param name its name
 */
record HeaderKey(String name) implements IdempotencyKey {

	static final String PREFIX = "header:";

	static HeaderKey parse(String setting, String text) {
		String name = text.substring(PREFIX.length()).strip();
		if (name.isEmpty() || name.contains(",")) {
			throw new IllegalArgumentException(
					"'%s' must name one header, such as %sorder-id (an expression may join several values), but was '%s'"
						.formatted(setting, PREFIX, text));
		}
		return new HeaderKey(name);
	}

	@Override
	public String of(ReceivedRecord record) {
		String value = record.tags().get(this.name);
		if (value == null) {
			throw new IllegalStateException(
					"The idempotency key of %s is its header '%s', which it has not".formatted(record, this.name));
		}
		return value;
	}

}
