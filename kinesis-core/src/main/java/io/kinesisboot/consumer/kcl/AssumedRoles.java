package io.kinesisboot.consumer.kcl;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Assumes IAM roles (AssumeRole of STS), for streams of other accounts. Credentials are
 * got with the first call that needs them, and renewed before they expire. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AssumedRoles implements Function<String, AwsCredentialsProvider>, AutoCloseable {

	private final StsClient sts;

	private final String sessionName;

	private final Map<String, StsAssumeRoleCredentialsProvider> roles = new ConcurrentHashMap<>();

	/**
	 * Creates roles.
	 * @param sts assumes the roles; stays the caller's to close
	 * @param sessionName names the sessions, as CloudTrail shows them: 2 to 64 letters,
	 * digits and {@code +=,.@-} (AssumeRole limit)
	 */
	public AssumedRoles(StsClient sts, String sessionName) {
		this.sts = sts;
		this.sessionName = sessionName;
	}

	@Override
	public AwsCredentialsProvider apply(String roleArn) {
		return this.roles.computeIfAbsent(roleArn,
				(arn) -> StsAssumeRoleCredentialsProvider.builder()
					.stsClient(this.sts)
					.refreshRequest((request) -> request.roleArn(arn).roleSessionName(this.sessionName))
					.build());
	}

	@Override
	public void close() {
		this.roles.values().forEach(StsAssumeRoleCredentialsProvider::close);
	}

}
