package io.kinesisboot.capacity.load;

import java.util.Locale;

/**
 * What a partition key puts on its shard. Immutable.
 *
 * @param partitionKey the key
 * @param share its share of the shard's load, from 0 to 1, at least
 * @param recordsPerSecond how many user records it has in a second, at least
 * @param bytesPerSecond how many bytes these are, at least
 * @since 0.1.0
 */
public record KeyLoad(String partitionKey, double share, double recordsPerSecond, double bytesPerSecond) {

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "key '%s' with %.0f %% (%,.0f records/s, %,.0f B/s)", this.partitionKey,
				this.share * 100, this.recordsPerSecond, this.bytesPerSecond);
	}

}
