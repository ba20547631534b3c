package io.kinesisboot.embedded.firehose;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.kinesisboot.embedded.firehose.plan.DeliveryPlan;
import io.kinesisboot.embedded.firehose.plan.DestinationKind;
import io.kinesisboot.embedded.firehose.plan.FirehoseErrors;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A delivery stream's destination as calls described it, and what it comes to. Immutable.
 *
 * @param kind which kind of destination
 * @param members how it was described when the delivery stream was created
 * @param plan what the delivery stream is to do
 */
record DestinationSettings(DestinationKind kind, Map<String, @Nullable Object> members, DeliveryPlan plan) {

	private static final String CONFIGURATION = "Configuration";

	private static final String UPDATE = "Update";

	/** Members of an update that change parts of what they name, not all of it. */
	private static final Map<String, String> NESTED_UPDATES = Map.of("S3Update", "S3Configuration", "S3BackupUpdate",
			"S3BackupConfiguration");

	/**
	 * Reads the destination of a new delivery stream.
	 * @param request the call's parameters
	 * @return the settings
	 * @throws AwsError if the service would not take them
	 */
	static DestinationSettings created(RequestBody request) {
		DestinationKind kind = DestinationKind.in(request, CONFIGURATION);
		return read(kind, members(request, kind, CONFIGURATION));
	}

	private static Map<String, @Nullable Object> members(RequestBody request, DestinationKind kind, String suffix) {
		RequestBody members = request.object(kind.member(suffix));
		return (members != null) ? members.members() : Map.of();
	}

	private static DestinationSettings read(DestinationKind kind, Map<String, @Nullable Object> members) {
		String name = kind.member(CONFIGURATION);
		Parameters parameters = new Parameters(RequestBody.of(Map.of(name, members)));
		return new DestinationSettings(kind, members, kind.read(parameters.requiredStructure(name)));
	}

	/**
	 * Changes some of it. Another kind of destination replaces all of it.
	 * @param request the call's parameters
	 * @return the settings after the change
	 * @throws AwsError if the service would not take them
	 */
	DestinationSettings updated(RequestBody request) {
		DestinationKind newKind = DestinationKind.in(request, UPDATE);
		Map<String, @Nullable Object> merged = (newKind == this.kind) ? new LinkedHashMap<>(this.members)
				: new LinkedHashMap<>();
		members(request, newKind, UPDATE).forEach((name, value) -> {
			String target = NESTED_UPDATES.getOrDefault(name, name);
			merged.put(target, target.equals(name) ? value : merge(merged.get(target), value));
		});
		DestinationSettings changed = read(newKind, merged);
		if (changed.plan.partitioned() != this.plan.partitioned()) {
			throw FirehoseErrors.invalidArgument(
					"Dynamic Partitioning can be enabled only when a Firehose is created, " + "and cannot be disabled");
		}
		return changed;
	}

	private static @Nullable Object merge(@Nullable Object before, @Nullable Object change) {
		if (!(before instanceof Map<?, ?> old) || !(change instanceof Map<?, ?> update)) {
			return change;
		}
		Map<Object, @Nullable Object> merged = new LinkedHashMap<>(old);
		merged.putAll(update);
		return merged;
	}

	/**
	 * How the service tells of it, with its defaults in place of what nobody said and
	 * without what is secret.
	 * @return members by name
	 */
	Map<String, @Nullable Object> description() {
		Map<String, @Nullable Object> description = new LinkedHashMap<>();
		description.put(this.kind.member("Description"), (this.kind == DestinationKind.HTTP) ? http() : bucket());
		if (this.kind == DestinationKind.EXTENDED_S3) {
			description.put(DestinationKind.S3.member("Description"), plainBucket(this.members));
		}
		return description;
	}

	private Map<String, @Nullable Object> bucket() {
		return (this.kind == DestinationKind.S3) ? plainBucket(this.members) : extendedBucket();
	}

	private Map<String, @Nullable Object> extendedBucket() {
		Map<String, @Nullable Object> description = plainBucket(this.members);
		this.members.forEach(description::putIfAbsent);
		description.putIfAbsent("ProcessingConfiguration", Map.of("Enabled", false, "Processors", List.of()));
		description.putIfAbsent("S3BackupMode", "Disabled");
		description.putIfAbsent("DataFormatConversionConfiguration", Map.of("Enabled", false));
		rename(description, "S3BackupConfiguration", "S3BackupDescription");
		return description;
	}

	private Map<String, @Nullable Object> http() {
		Map<String, @Nullable Object> description = new LinkedHashMap<>(this.members);
		addDefaults(description);
		description.putIfAbsent("RequestConfiguration",
				Map.of("ContentEncoding", "NONE", "CommonAttributes", List.of()));
		description.putIfAbsent("ProcessingConfiguration", Map.of("Enabled", false, "Processors", List.of()));
		description.putIfAbsent("RetryOptions", Map.of("DurationInSeconds", 300));
		description.putIfAbsent("S3BackupMode", "FailedDataOnly");
		rename(description, "S3Configuration", "S3DestinationDescription");
		if (description.get("EndpointConfiguration") instanceof Map<?, ?> endpoint) {
			Map<Object, @Nullable Object> told = new HashMap<>(endpoint);
			told.remove("AccessKey");
			description.put("EndpointConfiguration", told);
		}
		return description;
	}

	private static void rename(Map<String, @Nullable Object> description, String from, String to) {
		if (description.remove(from) instanceof Map<?, ?> s3) {
			description.put(to, plainBucket(s3));
		}
	}

	private static Map<String, @Nullable Object> plainBucket(Map<?, ?> described) {
		Map<String, @Nullable Object> description = new LinkedHashMap<>();
		for (String name : List.of("RoleARN", "BucketARN", "Prefix", "ErrorOutputPrefix", "BufferingHints",
				"CompressionFormat", "EncryptionConfiguration", "CloudWatchLoggingOptions")) {
			if (described.get(name) != null) {
				description.put(name, described.get(name));
			}
		}
		addDefaults(description);
		description.putIfAbsent("CompressionFormat", "UNCOMPRESSED");
		description.putIfAbsent("EncryptionConfiguration", Map.of("NoEncryptionConfig", "NoEncryption"));
		return description;
	}

	private static void addDefaults(Map<String, @Nullable Object> description) {
		description.putIfAbsent("BufferingHints", Map.of("SizeInMBs", 5, "IntervalInSeconds", 300));
		description.putIfAbsent("CloudWatchLoggingOptions", Map.of("Enabled", false));
	}

}
