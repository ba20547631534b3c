package io.kinesisboot.autoconfigure.iam;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The IAM policy that allows what the application does. Immutable.
 *
 * @param file file to write the policy to, or - for the standard output; the application
 * then ends, and nothing of it is started
 * @param accountId account in the ARNs of the policy, 12 digits, or * for any
 * @param sendTo names of streams that the application sends to by a template or producer
 * that is not of kinesis.producers
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.iam-policy")
public record KinesisIamPolicyProperties(@Nullable String file, @DefaultValue("*") String accountId,
		@DefaultValue List<String> sendTo) {

	static final String FILE = "kinesis.iam-policy.file";

	public KinesisIamPolicyProperties {
		sendTo = List.copyOf(sendTo);
		if (!accountId.matches("\\d{12}|\\*")) {
			throw new IllegalArgumentException("'accountId' must be 12 digits or * but was '" + accountId + "'");
		}
	}

	/**
	 * Whether the application has been started to write its policy, and nothing else.
	 * @param environment knows the properties
	 * @return whether nothing is to be created or started
	 */
	public static boolean isCommand(Environment environment) {
		return StringUtils.hasText(environment.getProperty(FILE));
	}

}
