package io.kinesisboot.embedded.stream;

import io.kinesisboot.embedded.protocol.AwsError;

/**
 * The ARNs of one account in one region: makes and reads those of streams and of their
 * consumers. Immutable.
 *
 * @param region the region
 * @param accountId the account
 * @since 0.1.0
 */
public record ArnScope(String region, String accountId) {

	private static final String STREAM = "stream/";

	private static final String CONSUMER = "/consumer/";

	public String ofStream(String name) {
		return prefix() + STREAM + name;
	}

	/**
	 * Reads an ARN of a stream or of a consumer.
	 * @param arn the ARN, of the form that the service's model wants
	 * @return the name of the stream
	 * @throws AwsError if it is of another account or region
	 */
	public String streamNameIn(String arn) {
		String prefix = prefix() + STREAM;
		if (!arn.startsWith(prefix)) {
			throw foreign(arn);
		}
		int consumer = arn.indexOf(CONSUMER, prefix.length());
		return arn.substring(prefix.length(), (consumer < 0) ? arn.length() : consumer);
	}

	/**
	 * Whether an ARN names a consumer of a stream, not the stream itself.
	 * @param arn the ARN
	 * @return whether it does
	 */
	public static boolean isOfConsumer(String arn) {
		return arn.contains(CONSUMER);
	}

	private AwsError foreign(String arn) {
		if (!arn.contains(":" + this.accountId + ":")) {
			return KinesisErrors.accessDenied(("User: arn:aws:iam::%s:root is not authorized to access resource: %s "
					+ "because no resource-based policy allows it")
				.formatted(this.accountId, arn));
		}
		return KinesisErrors.notFound("%s ARN %s not found.".formatted(isOfConsumer(arn) ? "Consumer" : "Stream", arn));
	}

	private String prefix() {
		return "arn:aws:kinesis:" + this.region + ":" + this.accountId + ":";
	}

}
