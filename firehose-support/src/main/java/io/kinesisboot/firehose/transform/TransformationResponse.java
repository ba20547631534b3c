package io.kinesisboot.firehose.transform;

import java.util.List;

/**
 * The answer to an event: one for each record, in their order. Immutable.
 *
 * @param msk whether the records come from MSK, so that their bytes have another name
 * @param records the answers
 * @since 0.1.0
 */
public record TransformationResponse(boolean msk, List<TransformedRecord> records) {

	public TransformationResponse {
		records = List.copyOf(records);
	}

}
