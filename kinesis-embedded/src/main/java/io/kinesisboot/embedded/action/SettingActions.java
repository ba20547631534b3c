package io.kinesisboot.embedded.action;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.StreamSettings;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * The actions on the settings of a stream: encryption, which is stored and told but not
 * done, enhanced monitoring and the size of records. Thread-safe.
 */
final class SettingActions {

	private static final String ALL_METRICS = "ALL";

	private static final List<String> METRIC_CHOICES = choices();

	private static final int MAX_METRICS = 7;

	private static final int MIN_RECORD_KIBIBYTES = 1024;

	private static final int MAX_RECORD_KIBIBYTES = 10_240;

	private static final String KEY = "(?:\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}|mrk-\\p{XDigit}{32})";

	private static final String ALIAS = "alias/[a-zA-Z0-9/_-]+";

	private static final Pattern KEY_ID = Pattern
		.compile("%1$s|%2$s|arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:(?:key/%1$s|%2$s)".formatted(KEY, ALIAS));

	private final StreamStore store;

	SettingActions(StreamStore store) {
		this.store = store;
	}

	private static List<String> choices() {
		List<String> choices = new ArrayList<>(StreamSettings.SHARD_LEVEL_METRICS);
		choices.add(ALL_METRICS);
		return List.copyOf(choices);
	}

	/**
	 * Reads the size of records that a call wants.
	 * @param parameters the call's parameters
	 * @param settings those that there are
	 * @return the settings with this size, or the same if the call names none
	 */
	static StreamSettings withRecordSize(Parameters parameters, StreamSettings settings) {
		Integer kibibytes = parameters.number("MaxRecordSizeInKiB", MIN_RECORD_KIBIBYTES, MAX_RECORD_KIBIBYTES);
		return (kibibytes != null) ? settings.withMaxRecordKibibytes(kibibytes) : settings;
	}

	Answer updateMaxRecordSize(RequestBody request) {
		Parameters parameters = new Parameters(request);
		int kibibytes = parameters.requiredNumber("MaxRecordSizeInKiB", MIN_RECORD_KIBIBYTES, MAX_RECORD_KIBIBYTES);
		StreamReference reference = new StreamReference(null, parameters.streamArn());
		parameters.check();
		this.store.get(reference).changeSettings((settings) -> settings.withMaxRecordKibibytes(kibibytes));
		return Answer.EMPTY;
	}

	Answer startStreamEncryption(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String keyId = keyId(parameters);
		KinesisStream stream = streamToEncrypt(parameters, keyId);
		stream.changeSettings((settings) -> settings.withKeyId(keyId));
		return Answer.EMPTY;
	}

	Answer stopStreamEncryption(RequestBody request) {
		Parameters parameters = new Parameters(request);
		KinesisStream stream = streamToEncrypt(parameters, keyId(parameters));
		stream.changeSettings((settings) -> settings.withKeyId(null));
		return Answer.EMPTY;
	}

	private static String keyId(Parameters parameters) {
		return parameters.requiredText("KeyId", 2048);
	}

	private KinesisStream streamToEncrypt(Parameters parameters, String keyId) {
		EncryptionKind kind = parameters.requiredChoice("EncryptionType", EncryptionKind.class);
		KinesisStream stream = parameters.stream(this.store);
		if (kind != EncryptionKind.KMS) {
			throw KinesisErrors.invalidArgument("KMS is the only valid EncryptionType for this request.");
		}
		if (!KEY_ID.matcher(keyId).matches()) {
			throw KinesisErrors.invalidArgument(
					"Invalid KeyId '%s'. It must be the id or the ARN of a key, or the name ".formatted(keyId)
							+ "or the ARN of an alias.");
		}
		return stream;
	}

	Answer enableEnhancedMonitoring(RequestBody request) {
		return changeMetrics(request, StreamSettings::withMetrics);
	}

	Answer disableEnhancedMonitoring(RequestBody request) {
		return changeMetrics(request, StreamSettings::withoutMetrics);
	}

	private Answer changeMetrics(RequestBody request, BiFunction<StreamSettings, List<String>, StreamSettings> change) {
		Parameters parameters = new Parameters(request);
		List<String> named = parameters.choices("ShardLevelMetrics", MAX_METRICS, METRIC_CHOICES);
		KinesisStream stream = parameters.stream(this.store);
		List<String> metrics = named.contains(ALL_METRICS) ? StreamSettings.SHARD_LEVEL_METRICS : named;
		StreamSettings before = stream.changeSettings((settings) -> change.apply(settings, metrics));
		StreamSettings after = change.apply(before, metrics);
		return (out) -> out.text("StreamName", stream.name())
			.texts("CurrentShardLevelMetrics", before.shardLevelMetrics())
			.texts("DesiredShardLevelMetrics", after.shardLevelMetrics())
			.text("StreamARN", stream.arn());
	}

	private enum EncryptionKind {

		NONE, KMS

	}

}
