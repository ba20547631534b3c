package io.kinesisboot.embedded.firehose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.kinesisboot.embedded.account.Attachments;
import io.kinesisboot.embedded.firehose.plan.FirehoseErrors;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.parameter.TagRules;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * StartDeliveryStreamEncryption, StopDeliveryStreamEncryption, TagDeliveryStream,
 * UntagDeliveryStream and ListTagsForDeliveryStream: what is stored and told again.
 * Thread-safe.
 */
final class SettingActions {

	private final DeliveryStreams streams;

	SettingActions(DeliveryStreams streams) {
		this.streams = streams;
	}

	Answer startEncryption(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		Parameters input = parameters.structure("DeliveryStreamEncryptionConfigurationInput");
		parameters.check();
		encrypt(name, StreamEncryption.read((input != null) ? input : new Parameters(RequestBody.of(Map.of()))));
		return Answer.EMPTY;
	}

	Answer stopEncryption(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		parameters.check();
		encrypt(name, StreamEncryption.NONE);
		return Answer.EMPTY;
	}

	private void encrypt(String name, StreamEncryption encryption) {
		DeliveryStream stream = this.streams.get(name);
		if (stream.readsStream()) {
			throw notForStreams();
		}
		stream.encrypt(encryption);
	}

	static AwsError notForStreams() {
		return FirehoseErrors
			.invalidArgument("A Firehose that reads a Kinesis stream is encrypted by the stream's own encryption");
	}

	Answer tag(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		TagList tags = TagList.required(parameters);
		parameters.check();
		tags.addTo(this.streams.get(name));
		return Answer.EMPTY;
	}

	Answer untag(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		List<String> keys = parameters.tagKeys();
		parameters.check();
		TagRules.requireAllowed(keys);
		this.streams.get(name).attachments().removeTags(keys);
		return Answer.EMPTY;
	}

	Answer listTags(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		String start = parameters.tagKey("ExclusiveStartTagKey");
		int limit = parameters.count("Limit", Attachments.MAX_TAGS, Attachments.MAX_TAGS);
		parameters.check();
		List<Map.Entry<String, String>> tags = tagsAfter(this.streams.get(name), start);
		return (out) -> out
			.objects("Tags", tags.subList(0, Math.min(limit, tags.size())),
					(entry, tag) -> entry.text("Key", tag.getKey()).text("Value", tag.getValue()))
			.flag("HasMoreTags", tags.size() > limit);
	}

	private static List<Map.Entry<String, String>> tagsAfter(DeliveryStream stream, @Nullable String start) {
		return new ArrayList<>(stream.attachments()
			.tags()
			.tailMap((start != null) ? start : "", /* inclusive= */ false)
			.entrySet());
	}

}
