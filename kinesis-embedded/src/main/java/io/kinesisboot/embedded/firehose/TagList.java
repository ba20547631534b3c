package io.kinesisboot.embedded.firehose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.kinesisboot.embedded.account.Attachments;
import io.kinesisboot.embedded.firehose.plan.FirehoseErrors;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.parameter.TagRules;
import io.kinesisboot.embedded.protocol.AwsError;

/**
 * The tags that a call gives. Immutable.
 *
 * @param values values by key
 */
record TagList(Map<String, String> values) {

	private static final int MAX_KEY = 128;

	private static final int MAX_VALUE = 256;

	static TagList required(Parameters parameters) {
		return of(parameters.structures("Tags", Attachments.MAX_TAGS));
	}

	static TagList optional(Parameters parameters) {
		return of(parameters.optionalStructures("Tags", Attachments.MAX_TAGS));
	}

	private static TagList of(List<Parameters> tags) {
		Map<String, String> values = new LinkedHashMap<>();
		tags.forEach((tag) -> values.put(tag.requiredText("Key", MAX_KEY), tag.textOrEmpty("Value", MAX_VALUE)));
		return new TagList(values);
	}

	/**
	 * Refuses tags that the service reserves, or whose characters it does not take.
	 * @throws AwsError if so
	 */
	void requireAllowed() {
		TagRules.requireAllowed(this.values);
	}

	/**
	 * Adds them to a delivery stream.
	 * @param stream the delivery stream
	 * @throws AwsError if it would have too many
	 */
	void addTo(DeliveryStream stream) {
		requireAllowed();
		if (!stream.attachments().addTags(this.values)) {
			throw FirehoseErrors.limitExceeded(
					"Firehose %s cannot have more than %d tags.".formatted(stream.name(), Attachments.MAX_TAGS));
		}
	}

}
