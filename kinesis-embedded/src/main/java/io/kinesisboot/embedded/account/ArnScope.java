package io.kinesisboot.embedded.account;

import java.util.Map;

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

	/** The partitions that ARNs name, by what the names of their regions begin with. */
	private static final Map<String, String> PARTITIONS = Map.of("cn-", "aws-cn", "us-gov-", "aws-us-gov", "eusc-",
			"aws-eusc", "us-iso-", "aws-iso", "us-isob-", "aws-iso-b", "us-isof-", "aws-iso-f", "eu-isoe-",
			"aws-iso-e");

	private static final String STREAM = "stream/";

	private static final String CONSUMER = "/consumer/";

	public String ofStream(String name) {
		return prefix() + STREAM + name;
	}

	public String ofDeliveryStream(String name) {
		return "arn:" + partition() + ":firehose:" + this.region + ":" + this.accountId + ":deliverystream/" + name;
	}

	/**
	 * Reads an ARN of a stream or of a consumer.
	 * @param arn the ARN, of the form that the service's model wants
	 * @return the name of the stream
	 * @throws AwsError if it is of another account or region
	 */
	public String streamNameIn(String arn) {
		requireOwn(arn);
		int name = (prefix() + STREAM).length();
		int consumer = arn.indexOf(CONSUMER, name);
		return arn.substring(name, (consumer < 0) ? arn.length() : consumer);
	}

	/**
	 * Refuses an ARN of another account or region.
	 * @param arn the ARN of a stream or of a consumer
	 * @throws AwsError if it is
	 */
	public void requireOwn(String arn) {
		if (!arn.startsWith(prefix() + STREAM)) {
			throw foreign(arn);
		}
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
			return KinesisErrors.accessDenied(("User: arn:%s:iam::%s:root is not authorized to access resource: %s "
					+ "because no resource-based policy allows it")
				.formatted(partition(), this.accountId, arn));
		}
		return KinesisErrors.notFound("%s ARN %s not found.".formatted(isOfConsumer(arn) ? "Consumer" : "Stream", arn));
	}

	private String prefix() {
		return "arn:" + partition() + ":kinesis:" + this.region + ":" + this.accountId + ":";
	}

	private String partition() {
		return PARTITIONS.entrySet()
			.stream()
			.filter((partition) -> this.region.startsWith(partition.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse("aws");
	}

}
