package io.kinesisboot.stream.plan;

import java.util.Locale;

import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamModeDetails;

/**
 * Who decides how many shards a stream has.
 *
 * @since 0.1.0
 */
public enum CapacityMode {

	/** Its owner, who pays for each shard. */
	PROVISIONED,

	/** The service, by the traffic, which is what is paid for. */
	ON_DEMAND;

	StreamModeDetails details() {
		return StreamModeDetails.builder().streamMode(StreamMode.valueOf(name())).build();
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
