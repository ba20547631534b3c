package io.kinesisboot.embedded.firehose;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.firehose.delivery.Surroundings;
import io.kinesisboot.embedded.firehose.plan.FirehoseErrors;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * CreateDeliveryStream, DescribeDeliveryStream, ListDeliveryStreams, UpdateDestination
 * and DeleteDeliveryStream. Thread-safe.
 */
final class ControlActions {

	private static final String DIRECT_PUT = "DirectPut";

	private static final String KINESIS_STREAM = "KinesisStreamAsSource";

	private static final Pattern ROLE_ARN = Pattern.compile("arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+");

	private static final Pattern STREAM_ARN = Pattern
		.compile("arn:.*:kinesis:[a-zA-Z0-9\\-]+:\\d{12}:stream/[a-zA-Z0-9_.-]+");

	private static final Pattern VERSION = Pattern.compile("[0-9]+");

	private static final Pattern ID = Pattern.compile("[a-zA-Z0-9-]+");

	private static final int MAX_PAGE = 10_000;

	private static final int DEFAULT_PAGE = 10;

	private final DeliveryStreams streams;

	private final StreamStore sources;

	private final Account account;

	private final Surroundings surroundings;

	ControlActions(DeliveryStreams streams, StreamStore sources, Account account, Surroundings surroundings) {
		this.streams = streams;
		this.sources = sources;
		this.account = account;
		this.surroundings = surroundings;
	}

	Answer create(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		String type = parameters.choice("DeliveryStreamType", DIRECT_PUT, KINESIS_STREAM, "MSKAsSource",
				"DatabaseAsSource");
		TagList tags = TagList.optional(parameters);
		Parameters source = parameters.structure("KinesisStreamSourceConfiguration");
		String sourceArn = (source != null) ? source.requiredText("KinesisStreamARN", STREAM_ARN, 512) : null;
		String roleArn = (source != null) ? source.requiredText("RoleARN", ROLE_ARN, 512) : "";
		Parameters encrypted = parameters.structure("DeliveryStreamEncryptionConfigurationInput");
		parameters.check();
		requireSource(type, sourceArn);
		tags.requireAllowed();
		StreamEncryption encryption = (encrypted != null) ? StreamEncryption.read(encrypted) : StreamEncryption.NONE;
		if (encryption.enabled() && sourceArn != null) {
			throw SettingActions.notForStreams();
		}
		DestinationSettings destination = DestinationSettings.created(request);
		KinesisOrigin origin = (sourceArn != null) ? origin(sourceArn, roleArn) : null;
		DeliveryStream stream = this.streams.create(name,
				() -> new DeliveryStream(name, origin, destination, encryption, this.account, this.surroundings));
		stream.attachments().addTags(tags.values());
		return (out) -> out.text("DeliveryStreamARN", stream.arn());
	}

	private static void requireSource(String type, @Nullable String sourceArn) {
		if (!type.equals(DIRECT_PUT) && !type.equals(KINESIS_STREAM)) {
			throw FirehoseErrors.invalidArgument(
					"The embedded endpoint has the types DirectPut and KinesisStreamAsSource only, not " + type);
		}
		if (type.equals(KINESIS_STREAM) != (sourceArn != null)) {
			throw FirehoseErrors.invalidArgument("KinesisStreamSourceConfiguration must be given when "
					+ "DeliveryStreamType is KinesisStreamAsSource, and then only");
		}
	}

	private KinesisOrigin origin(String arn, String roleArn) {
		return new KinesisOrigin(this.sources.getForRecords(new StreamReference(null, arn)), roleArn,
				Instant.ofEpochMilli(this.account.millis()));
	}

	Answer describe(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		parameters.count("Limit", MAX_PAGE, 1);
		parameters.text("ExclusiveStartDestinationId", ID, 100);
		parameters.check();
		DeliveryStream stream = this.streams.get(name);
		return (out) -> out.object("DeliveryStreamDescription", stream::writeTo);
	}

	Answer list(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String start = DeliveryStreamNames.optional(parameters, "ExclusiveStartDeliveryStreamName");
		int limit = parameters.count("Limit", MAX_PAGE, DEFAULT_PAGE);
		String type = request.text("DeliveryStreamType");
		parameters.choice("DeliveryStreamType", DIRECT_PUT, KINESIS_STREAM, "MSKAsSource", "DatabaseAsSource");
		parameters.check();
		Stream<DeliveryStream> all = this.streams.after((start != null) ? start : "")
			.filter((stream) -> type == null || type.equals(stream.type()));
		List<String> names = all.map(DeliveryStream::name).limit(limit + 1L).toList();
		return (out) -> out.texts("DeliveryStreamNames", names.subList(0, Math.min(limit, names.size())))
			.flag("HasMoreDeliveryStreams", names.size() > limit);
	}

	Answer updateDestination(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		String version = parameters.requiredText("CurrentDeliveryStreamVersionId", VERSION, 50);
		String destinationId = parameters.requiredText("DestinationId", ID, 100);
		parameters.check();
		this.streams.get(name).updateDestination(version, destinationId, (destination) -> destination.updated(request));
		return Answer.EMPTY;
	}

	Answer delete(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String name = DeliveryStreamNames.required(parameters);
		parameters.check();
		this.streams.get(name).delete();
		return Answer.EMPTY;
	}

}
