package io.kinesisboot.embedded.firehose.plan;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of records before they are delivered, in this order. Immutable.
 *
 * @param splitter takes records apart, or null
 * @param function transforms them, or null
 * @param query finds partition keys in them, or null
 * @param delimited whether a newline is appended to each
 * @since 0.1.0
 */
public record ProcessingPlan(@Nullable RecordSplitter splitter, @Nullable FunctionPlan function,
		@Nullable MetadataQuery query, boolean delimited) {

	/** Records stay as they came. */
	public static final ProcessingPlan NONE = new ProcessingPlan(null, null, null, false);

}
