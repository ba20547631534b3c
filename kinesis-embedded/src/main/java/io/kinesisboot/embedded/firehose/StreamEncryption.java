package io.kinesisboot.embedded.firehose;

import java.util.regex.Pattern;

import io.kinesisboot.embedded.firehose.plan.FirehoseErrors;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import org.jspecify.annotations.Nullable;

/**
 * With what a delivery stream says that it encrypts its records. Immutable.
 *
 * @param keyType whose key it is, or null if they are not encrypted
 * @param keyArn the key's ARN, or null
 */
record StreamEncryption(@Nullable String keyType, @Nullable String keyArn) {

	/** Nothing is encrypted. */
	static final StreamEncryption NONE = new StreamEncryption(null, null);

	private static final Pattern KEY_ARN = Pattern.compile("arn:.*:kms:[a-zA-Z0-9\\-]+:\\d{12}:(key|alias)/.+");

	/**
	 * Reads the encryption that a call wants.
	 * @param parameters the members of its
	 * {@code DeliveryStreamEncryptionConfigurationInput}
	 * @return the encryption
	 * @throws AwsError if the type of the key and its ARN do not fit
	 */
	static StreamEncryption read(Parameters parameters) {
		String keyArn = parameters.text("KeyARN", KEY_ARN, 512);
		String keyType = parameters.choice("KeyType", "AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK");
		parameters.check();
		if (keyType.equals("CUSTOMER_MANAGED_CMK") != (keyArn != null)) {
			throw FirehoseErrors
				.invalidArgument("KeyARN must be given with KeyType CUSTOMER_MANAGED_CMK, and with it only");
		}
		return new StreamEncryption(keyType, keyArn);
	}

	boolean enabled() {
		return this.keyType != null;
	}

	void writeTo(AnswerWriter out) {
		out.text("KeyARN", this.keyArn)
			.text("KeyType", this.keyType)
			.text("Status", enabled() ? "ENABLED" : "DISABLED");
	}

}
