package io.kinesisboot.embedded.firehose.plan;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.AwsError;

/**
 * Reads one of the processors of a delivery stream. Confined to the thread that answers
 * the call.
 */
final class ProcessorReader {

	private static final Pattern NOT_BLANK = Pattern.compile("(?!\\s*$).+", Pattern.DOTALL);

	private static final Pattern LAMBDA_ARN = Pattern.compile("arn:[^:]+:lambda:[^:]*:\\d{12}:function:[^:]+(:[^:]+)?");

	private static final double MIB = 1024 * 1024;

	private static final double MAX_MIB = 3;

	private static final double MIN_MIB = 0.2;

	private final String type;

	private final Map<String, String> settings = new HashMap<>();

	ProcessorReader(Parameters processor) {
		this.type = processor.requiredText("Type", 100);
		processor.optionalStructures("Parameters", 20)
			.forEach((parameter) -> this.settings.put(parameter.requiredText("ParameterName", 100),
					parameter.requiredText("ParameterValue", NOT_BLANK, 5120)));
		processor.check();
	}

	/**
	 * Adds the processor to others.
	 * @param plan the others
	 * @return all of them
	 * @throws AwsError if there is one of its kind already, or if it is not known here
	 */
	ProcessingPlan addTo(ProcessingPlan plan) {
		return switch (this.type) {
			case "RecordDeAggregation" -> new ProcessingPlan(only(plan.splitter() == null, splitter()), plan.function(),
					plan.query(), plan.delimited());
			case "Lambda" -> new ProcessingPlan(plan.splitter(), only(plan.function() == null, function()),
					plan.query(), plan.delimited());
			case "MetadataExtraction" -> new ProcessingPlan(plan.splitter(), plan.function(),
					only(plan.query() == null, query()), plan.delimited());
			case "AppendDelimiterToRecord" -> new ProcessingPlan(plan.splitter(), plan.function(), plan.query(),
					/* delimited= */ true);
			default -> throw FirehoseErrors.invalidArgument("The embedded endpoint has the processors "
					+ "RecordDeAggregation, Lambda, MetadataExtraction and AppendDelimiterToRecord only, not "
					+ this.type);
		};
	}

	private <T> T only(boolean first, T processor) {
		if (!first) {
			throw FirehoseErrors.invalidArgument("Processor " + this.type + " must be given only once");
		}
		return processor;
	}

	private RecordSplitter splitter() {
		return switch (required("SubRecordType")) {
			case "JSON" -> RecordSplitter.json();
			case "DELIMITED" -> RecordSplitter.delimited(PlanReader
				.argument(() -> Base64.getDecoder().decode(required("Delimiter").getBytes(StandardCharsets.UTF_8))));
			default -> throw FirehoseErrors.invalidArgument("SubRecordType must be JSON or DELIMITED");
		};
	}

	private FunctionPlan function() {
		String arn = required("LambdaArn");
		if (!LAMBDA_ARN.matcher(arn).matches()) {
			throw FirehoseErrors.invalidArgument("LambdaArn must be the ARN of a function but was " + arn);
		}
		double size = number("BufferSizeInMBs", MIN_MIB, MAX_MIB, 1);
		double interval = number("BufferIntervalInSeconds", 0, 900, 60);
		return new FunctionPlan(arn, (int) number("NumberOfRetries", 0, 300, 3),
				new BufferLimits((long) (size * MIB), Duration.ofSeconds((long) interval)));
	}

	private MetadataQuery query() {
		if (!required("JsonParsingEngine").equals("JQ-1.6")) {
			throw FirehoseErrors.invalidArgument("JsonParsingEngine must be JQ-1.6");
		}
		return PlanReader.argument(() -> MetadataQuery.parse(required("MetadataExtractionQuery")));
	}

	private String required(String name) {
		String value = this.settings.get(name);
		if (value == null) {
			throw FirehoseErrors.invalidArgument("Processor " + this.type + " needs the parameter " + name);
		}
		return value;
	}

	private double number(String name, double min, double max, double defaultValue) {
		String text = this.settings.get(name);
		if (text == null) {
			return defaultValue;
		}
		double value = PlanReader.argument(() -> Double.valueOf(text));
		if (!(value >= min && value <= max)) {
			throw FirehoseErrors
				.invalidArgument("%s must be between %s and %s but was %s".formatted(name, min, max, text));
		}
		return value;
	}

}
