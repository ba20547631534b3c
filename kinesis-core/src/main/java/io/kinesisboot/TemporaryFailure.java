package io.kinesisboot;

/**
 * Marks exceptions that say nothing of a record, but of something that is away for the
 * moment: what failed is worth a repetition, whatever is said of failures of its kind.
 *
 * @since 0.1.0
 */
public interface TemporaryFailure {

}
