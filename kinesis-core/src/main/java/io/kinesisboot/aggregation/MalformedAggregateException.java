package io.kinesisboot.aggregation;

/**
 * The message of an aggregate cannot be read. Carries nothing: the record is taken for a
 * plain one then.
 */
final class MalformedAggregateException extends RuntimeException {

	MalformedAggregateException() {
		super(null, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
	}

}
