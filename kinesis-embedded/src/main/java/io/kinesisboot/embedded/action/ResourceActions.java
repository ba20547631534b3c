package io.kinesisboot.embedded.action;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.account.Attachments;
import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.fanout.ConsumerRegistry;
import io.kinesisboot.embedded.fanout.RegisteredConsumer;
import io.kinesisboot.embedded.parameter.Page;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.parameter.TagRules;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * The actions on tags and on resource policies, which belong to streams and consumers
 * alike. Thread-safe.
 */
final class ResourceActions {

	private static final int MAX_POLICY_BYTES = 20 * 1024;

	private final StreamStore store;

	private final ConsumerRegistry consumers;

	ResourceActions(StreamStore store, ConsumerRegistry consumers) {
		this.store = store;
		this.consumers = consumers;
	}

	Answer addTagsToStream(RequestBody request) {
		Parameters parameters = new Parameters(request);
		Map<String, String> tags = parameters.requiredTags();
		KinesisStream stream = parameters.stream(this.store);
		return add(tags, stream.attachments(), stream.name());
	}

	Answer tagResource(RequestBody request) {
		Parameters parameters = new Parameters(request);
		Map<String, String> tags = parameters.requiredTags();
		String arn = resourceArn(parameters);
		return add(tags, attachments(arn), this.store.arns().streamNameIn(arn));
	}

	private Answer add(Map<String, String> tags, Attachments attachments, String streamName) {
		TagRules.requireAllowed(tags);
		if (!attachments.addTags(tags)) {
			throw KinesisErrors.tooManyTags(streamName, this.store.accountId());
		}
		return Answer.EMPTY;
	}

	Answer removeTagsFromStream(RequestBody request) {
		Parameters parameters = new Parameters(request);
		List<String> keys = parameters.tagKeys();
		return remove(keys, parameters.stream(this.store).attachments());
	}

	Answer untagResource(RequestBody request) {
		Parameters parameters = new Parameters(request);
		List<String> keys = parameters.tagKeys();
		return remove(keys, attachments(resourceArn(parameters)));
	}

	private static Answer remove(Collection<String> keys, Attachments attachments) {
		TagRules.requireAllowed(keys);
		attachments.removeTags(keys);
		return Answer.EMPTY;
	}

	Answer listTagsForStream(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int limit = parameters.count("Limit", Attachments.MAX_TAGS, Attachments.MAX_TAGS);
		String exclusiveStart = parameters.tagKey("ExclusiveStartTagKey");
		NavigableMap<String, String> tags = parameters.stream(this.store).attachments().tags();
		Page<Map.Entry<String, String>> page = Page
			.of(((exclusiveStart != null) ? tags.tailMap(exclusiveStart, /* inclusive= */ false) : tags).entrySet()
				.stream(), limit);
		return (out) -> out.objects("Tags", page.elements(), ResourceActions::writeTag)
			.flag("HasMoreTags", page.more());
	}

	Answer listTagsForResource(RequestBody request) {
		Collection<Map.Entry<String, String>> tags = attachments(resourceArn(new Parameters(request))).tags()
			.entrySet();
		return (out) -> out.objects("Tags", tags, ResourceActions::writeTag);
	}

	private static void writeTag(AnswerWriter out, Map.Entry<String, String> tag) {
		out.text("Key", tag.getKey()).text("Value", tag.getValue());
	}

	Answer putResourcePolicy(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String policy = parameters.requiredText("Policy");
		Attachments attachments = attachments(resourceArn(parameters));
		requireJsonObject(policy.getBytes(StandardCharsets.UTF_8));
		attachments.replacePolicy(policy);
		return Answer.EMPTY;
	}

	private static void requireJsonObject(byte[] policy) {
		if (policy.length > MAX_POLICY_BYTES) {
			throw KinesisErrors.invalidArgument("The resource policy has %d bytes and exceeds the limit of %d bytes."
				.formatted(policy.length, MAX_POLICY_BYTES));
		}
		try {
			if (policy.length > 0) {
				WireFormat.JSON.read(policy);
				return;
			}
		}
		catch (AwsError ex) {
			// Refused below: the reader's own error is about bodies
		}
		throw KinesisErrors.invalidArgument("The resource policy is not a valid JSON object.");
	}

	Answer getResourcePolicy(RequestBody request) {
		String arn = resourceArn(new Parameters(request));
		String policy = attachments(arn).policy();
		if (policy == null) {
			throw noPolicy(arn);
		}
		return (out) -> out.text("Policy", policy);
	}

	Answer deleteResourcePolicy(RequestBody request) {
		String arn = resourceArn(new Parameters(request));
		if (attachments(arn).replacePolicy(null) == null) {
			throw noPolicy(arn);
		}
		return Answer.EMPTY;
	}

	private static AwsError noPolicy(String arn) {
		return KinesisErrors.notFound("No resource policy found for resource ARN %s.".formatted(arn));
	}

	private static String resourceArn(Parameters parameters) {
		String arn = parameters.resourceArn();
		parameters.check();
		return arn;
	}

	private Attachments attachments(String arn) {
		KinesisStream stream = this.store.get(new StreamReference(this.store.arns().streamNameIn(arn), null));
		if (!ArnScope.isOfConsumer(arn)) {
			return stream.attachments();
		}
		return this.consumers.find(arn)
			.map(RegisteredConsumer::attachments)
			.orElseThrow(() -> KinesisErrors.notFound("Consumer ARN %s not found.".formatted(arn)));
	}

}
