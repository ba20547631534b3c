package io.kinesisboot.embedded.firehose.plan;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a delivery stream is to do from the description of its destination. Confined
 * to the thread that answers the call.
 */
final class PlanReader {

	private static final Pattern ARN = Pattern.compile("arn:.*");

	private static final Pattern BUCKET_ARN = Pattern.compile("arn:[^:]*:s3:::[^/]+");

	/** Unlike the service, which has no computer of its own. */
	private static final Pattern URL = Pattern
		.compile("https://.*|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/.*)?");

	private static final Pattern EXTENSION = Pattern.compile("^$|\\.[0-9a-z!\\-_.*'()]+");

	private static final Pattern NOT_BLANK = Pattern.compile("(?!\\s*$).+");

	private static final int MIB = 1024 * 1024;

	private static final int MAX_INTERVAL = 900;

	private static final int MAX_RETRY_SECONDS = 7200;

	private static final int MAX_ARN = 512;

	private final Parameters parameters;

	PlanReader(Parameters parameters) {
		this.parameters = parameters;
	}

	DeliveryPlan read(DestinationKind kind) {
		return switch (kind) {
			case S3 -> new DeliveryPlan(ProcessingPlan.NONE,
					bucket(this.parameters, /* partitioned= */ false), /* http= */ null,
					/* backup= */ null, /* partitioned= */ false);
			case EXTENDED_S3 -> extendedS3();
			case HTTP -> httpEndpoint();
		};
	}

	private DeliveryPlan extendedS3() {
		Parameters partitioning = this.parameters.structure("DynamicPartitioningConfiguration");
		boolean partitioned = partitioning != null && partitioning.flag("Enabled");
		Parameters conversion = this.parameters.structure("DataFormatConversionConfiguration");
		if (conversion != null && conversion.flag("Enabled")) {
			throw FirehoseErrors.invalidArgument("The embedded endpoint does not convert the format of records");
		}
		boolean backedUp = this.parameters.choice("S3BackupMode", "Disabled", "Enabled").equals("Enabled");
		Parameters backup = this.parameters.structure("S3BackupConfiguration");
		if (backedUp && backup == null) {
			throw FirehoseErrors.invalidArgument("S3BackupConfiguration must be given when S3BackupMode is Enabled");
		}
		ProcessingPlan processing = processing();
		S3Plan s3 = bucket(this.parameters, partitioned);
		if (partitioned) {
			requireKeysOf(s3, processing);
		}
		return new DeliveryPlan(processing, s3, /* http= */ null,
				(backedUp && backup != null) ? bucket(backup, /* partitioned= */ false) : null, partitioned);
	}

	private static void requireKeysOf(S3Plan s3, ProcessingPlan processing) {
		if (!s3.prefix().hasPartitionKeys()) {
			throw FirehoseErrors
				.invalidArgument("Prefix must have partition keys when Dynamic Partitioning is enabled");
		}
		if (!s3.prefix().lambdaKeys().isEmpty() && processing.function() == null) {
			throw FirehoseErrors
				.invalidArgument("Lambda processor must be enabled when partitionKeyFromLambda is used in Prefix");
		}
		if (!s3.prefix().queryKeys().isEmpty() && processing.query() == null) {
			throw FirehoseErrors.invalidArgument(
					"MetadataExtraction processor must be enabled when partitionKeyFromQuery is used in Prefix");
		}
	}

	private DeliveryPlan httpEndpoint() {
		Parameters endpoint = this.parameters.requiredStructure("EndpointConfiguration");
		String url = endpoint.requiredText("Url", URL, 1000);
		String accessKey = endpoint.textOrEmpty("AccessKey", 4096);
		Parameters request = this.parameters.structure("RequestConfiguration");
		boolean gzip = request != null && request.choice("ContentEncoding", "NONE", "GZIP").equals("GZIP");
		Parameters retry = this.parameters.structure("RetryOptions");
		int retrySeconds = (retry != null) ? number(retry, "DurationInSeconds", 0, MAX_RETRY_SECONDS, 300) : 300;
		boolean backedUp = this.parameters.choice("S3BackupMode", "FailedDataOnly", "AllData").equals("AllData");
		BufferLimits limits = limits(this.parameters, 64);
		ProcessingPlan processing = processing();
		S3Plan s3 = bucket(this.parameters.requiredStructure("S3Configuration"),
				/* partitioned= */ false);
		this.parameters.check();
		HttpPlan http = new HttpPlan(uri(url), accessKey.isEmpty() ? null : accessKey, attributes(request), gzip,
				Duration.ofSeconds(retrySeconds), limits);
		return new DeliveryPlan(processing, s3, http, backedUp ? s3 : null,
				/* partitioned= */ false);
	}

	private static URI uri(String url) {
		return argument(() -> URI.create(url));
	}

	private static Map<String, String> attributes(@Nullable Parameters request) {
		Map<String, String> attributes = new LinkedHashMap<>();
		if (request != null) {
			request.optionalStructures("CommonAttributes", 50)
				.forEach((attribute) -> attributes.put(attribute.requiredText("AttributeName", NOT_BLANK, 256),
						attribute.textOrEmpty("AttributeValue", 1024)));
		}
		return attributes;
	}

	private S3Plan bucket(Parameters s3, boolean partitioned) {
		s3.requiredText("RoleARN", ARN, MAX_ARN);
		String bucketArn = s3.requiredText("BucketARN", BUCKET_ARN, 2048);
		String prefix = s3.textOrEmpty("Prefix", 1024);
		String errorPrefix = s3.textOrEmpty("ErrorOutputPrefix", 1024);
		String format = s3.choice("CompressionFormat", "UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY");
		String extension = s3.text("FileExtension", EXTENSION, 128);
		String zone = s3.textOrEmpty("CustomTimeZone", 50);
		BufferLimits limits = limits(s3, 128);
		s3.check();
		Compression compression = compression(format);
		return new S3Plan(bucketArn.substring(bucketArn.lastIndexOf(':') + 1), prefix(prefix, errorPrefix, partitioned),
				errorPrefix(prefix, errorPrefix), zone(zone), compression,
				(extension == null || extension.isEmpty()) ? compression.extension() : extension, limits);
	}

	private static Compression compression(String format) {
		return switch (format) {
			case "UNCOMPRESSED" -> Compression.UNCOMPRESSED;
			case "GZIP" -> Compression.GZIP;
			case "ZIP" -> Compression.ZIP;
			default -> throw FirehoseErrors
				.invalidArgument("The embedded endpoint compresses with GZIP and ZIP only, not with " + format);
		};
	}

	private static KeyPrefix prefix(String text, String errorText, boolean partitioned) {
		KeyPrefix prefix = argument(() -> KeyPrefix.parse(text));
		if (prefix.hasErrorType()) {
			throw FirehoseErrors.invalidArgument("Prefix must not have !{firehose:error-output-type}");
		}
		if (prefix.hasPartitionKeys() && !partitioned) {
			throw FirehoseErrors
				.invalidArgument("Prefix must not have partition keys unless Dynamic Partitioning is enabled");
		}
		if (errorText.isEmpty() && text.contains("!{")) {
			throw FirehoseErrors
				.invalidArgument("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions");
		}
		return prefix;
	}

	private static KeyPrefix errorPrefix(String text, String errorText) {
		if (errorText.isEmpty()) {
			return argument(() -> KeyPrefix.parse(text.replaceAll("!\\{.*", "") + "!{firehose:error-output-type}/"));
		}
		boolean plain = !errorText.contains("!{");
		KeyPrefix prefix = argument(
				() -> KeyPrefix.parse(plain ? errorText + "!{firehose:error-output-type}/" : errorText));
		if (!prefix.hasErrorType()) {
			throw FirehoseErrors.invalidArgument("ErrorOutputPrefix must have !{firehose:error-output-type} "
					+ "at least once if it has expressions");
		}
		if (prefix.hasPartitionKeys()) {
			throw FirehoseErrors.invalidArgument("ErrorOutputPrefix must not have partition keys");
		}
		return prefix;
	}

	private static ZoneId zone(String name) {
		try {
			return ZoneId.of(name.isEmpty() ? "UTC" : name);
		}
		catch (DateTimeException ex) {
			throw FirehoseErrors.invalidArgument("CustomTimeZone must be the name of a time zone but was " + name);
		}
	}

	private static BufferLimits limits(Parameters destination, int maxMib) {
		Parameters hints = destination.structure("BufferingHints");
		if (hints == null) {
			return new BufferLimits(5L * MIB, Duration.ofSeconds(300));
		}
		Integer size = hints.number("SizeInMBs", 1, maxMib);
		Integer interval = hints.number("IntervalInSeconds", 0, MAX_INTERVAL);
		if (size == null || interval == null) {
			throw FirehoseErrors.invalidArgument(
					"SizeInMBs and IntervalInSeconds of BufferingHints must both be given, or neither of them");
		}
		return new BufferLimits((long) size * MIB, Duration.ofSeconds(interval));
	}

	private static int number(Parameters structure, String name, int min, int max, int defaultValue) {
		Integer value = structure.number(name, min, max);
		return (value != null) ? value : defaultValue;
	}

	private ProcessingPlan processing() {
		Parameters configuration = this.parameters.structure("ProcessingConfiguration");
		if (configuration == null || !configuration.flag("Enabled")) {
			return ProcessingPlan.NONE;
		}
		ProcessingPlan plan = ProcessingPlan.NONE;
		for (Parameters processor : configuration.optionalStructures("Processors", 10)) {
			plan = new ProcessorReader(processor).addTo(plan);
		}
		return plan;
	}

	/**
	 * Reads what is wrong if it is.
	 * @param <T> what is read
	 * @param reader reads it, or throws {@link IllegalArgumentException}
	 * @return what was read
	 * @throws AwsError if it is wrong
	 */
	static <T> T argument(Supplier<T> reader) {
		try {
			return reader.get();
		}
		catch (IllegalArgumentException ex) {
			throw FirehoseErrors.invalidArgument(String.valueOf(ex.getMessage()));
		}
	}

}
