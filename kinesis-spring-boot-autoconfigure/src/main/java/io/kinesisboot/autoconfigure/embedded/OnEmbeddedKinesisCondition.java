package io.kinesisboot.autoconfigure.embedded;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Whether the application is to run on the endpoint inside the JVM: it says so, or it
 * does not say where AWS is. Only the application's own settings count: a developer's
 * shell often knows a region and a profile, and a sample that found them would write to
 * that account.
 */
final class OnEmbeddedKinesisCondition extends SpringBootCondition {

	private static final String ENABLED = "kinesis.embedded.enabled";

	private static final List<String> SETTINGS_OF_AWS = List.of("kinesis.client.endpoint", "kinesis.client.region",
			"kinesis.dynamodb.endpoint", "kinesis.dynamodb.region", "spring.cloud.aws.endpoint",
			"spring.cloud.aws.region.static", "spring.cloud.aws.region.profile.name",
			"spring.cloud.aws.region.instance-profile", "spring.cloud.aws.credentials.access-key",
			"spring.cloud.aws.credentials.profile.name", "spring.cloud.aws.credentials.instance-profile",
			"spring.cloud.aws.credentials.sts.role-arn", "spring.cloud.aws.credentials.sts.web-identity-token-file");

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Embedded Kinesis");
		Environment environment = context.getEnvironment();
		Boolean enabled = Binder.get(environment).bind(ENABLED, Boolean.class).orElse(null);
		if (enabled != null) {
			return new ConditionOutcome(enabled, message.because(ENABLED + " is " + enabled));
		}
		return SETTINGS_OF_AWS.stream()
			.filter((setting) -> saysSomething(environment.getProperty(setting)))
			.findFirst()
			.map((setting) -> ConditionOutcome.noMatch(message.because(setting + " is set")))
			.orElseGet(() -> ConditionOutcome.match(message.because("nothing says where AWS is")));
	}

	private static boolean saysSomething(@Nullable String value) {
		return StringUtils.hasText(value) && !"false".equalsIgnoreCase(value);
	}

}
