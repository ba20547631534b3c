package io.kinesisboot.embedded.account;

import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * How a call names a stream: by name, by ARN or by both. Immutable.
 *
 * @param name the name, or null
 * @param arn the ARN, or null
 * @since 0.1.0
 */
public record StreamReference(@Nullable String name, @Nullable String arn) {

	/**
	 * Resolves it.
	 * @param arns the account and region of the endpoint's streams
	 * @return the stream's name
	 * @throws AwsError if it names no stream, two streams, or one of another account or
	 * region
	 */
	public String nameIn(ArnScope arns) {
		if (this.arn == null) {
			if (this.name == null) {
				throw KinesisErrors.invalidArgument("Either StreamARN or StreamName should be provided.");
			}
			return this.name;
		}
		String nameInArn = arns.streamNameIn(this.arn);
		if (this.name != null && !this.name.equals(nameInArn)) {
			throw KinesisErrors.invalidArgument(
					"StreamARN %s and StreamName %s do not name the same stream.".formatted(this.arn, this.name));
		}
		return nameInArn;
	}

}
