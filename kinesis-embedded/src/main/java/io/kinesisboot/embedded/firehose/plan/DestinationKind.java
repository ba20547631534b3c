package io.kinesisboot.embedded.firehose.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;

/**
 * Where a delivery stream may deliver to, and what calls name it.
 *
 * @since 0.1.0
 */
public enum DestinationKind {

	/** A bucket, as it was at first. */
	S3("S3Destination"),

	/** A bucket, with all that came later. */
	EXTENDED_S3("ExtendedS3Destination"),

	/** An HTTP endpoint. */
	HTTP("HttpEndpointDestination");

	/** What calls say that is no destination. */
	private static final Set<String> OTHERS = Set.of("DirectPutSourceConfiguration",
			"KinesisStreamSourceConfiguration");

	private final String text;

	DestinationKind(String text) {
		this.text = text;
	}

	/**
	 * Finds the one destination that a call describes.
	 * @param request the call's parameters
	 * @param suffix what its member ends with, such as {@code Configuration}
	 * @return the kind
	 * @throws AwsError if there is none, more than one, or one that is not known here
	 */
	public static DestinationKind in(RequestBody request, String suffix) {
		List<String> named = request.members()
			.entrySet()
			.stream()
			.filter((member) -> member.getValue() != null && member.getKey().contains("Destination")
					&& member.getKey().endsWith(suffix) && !OTHERS.contains(member.getKey()))
			.map(Map.Entry::getKey)
			.toList();
		if (named.size() != 1) {
			throw FirehoseErrors.invalidArgument(
					"Exactly one destination configuration is supported for a Firehose but there are " + named.size());
		}
		return Arrays.stream(values())
			.filter((kind) -> named.contains(kind.member(suffix)))
			.findFirst()
			.orElseThrow(() -> FirehoseErrors.invalidArgument(
					"The embedded endpoint delivers to S3 and HTTP endpoints only, not by " + named.get(0)));
	}

	/**
	 * The member that describes it.
	 * @param suffix what the member ends with, such as {@code Configuration}
	 * @return the member's name
	 */
	public String member(String suffix) {
		return this.text + suffix;
	}

	/**
	 * Reads what a delivery stream with this destination is to do.
	 * @param parameters the destination's members
	 * @return the plan
	 * @throws AwsError if the service would not
	 */
	public DeliveryPlan read(Parameters parameters) {
		return new PlanReader(parameters).read(this);
	}

}
