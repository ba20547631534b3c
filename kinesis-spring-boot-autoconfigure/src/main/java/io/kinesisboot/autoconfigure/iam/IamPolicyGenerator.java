package io.kinesisboot.autoconfigure.iam;

import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Makes the policy of the application, by what its parts say that they do. Thread-safe.
 *
 * @since 0.1.0
 */
public final class IamPolicyGenerator {

	private static final String DYNAMO_DB = "dynamodb";

	private static final String S3 = "s3";

	private final Supplier<Stream<IamPolicyContributor>> contributors;

	private final Supplier<String> region;

	private final @Nullable String dynamoDbRegion;

	private final String accountId;

	/**
	 * Creates a generator.
	 * @param contributors the parts
	 * @param region the region of the streams, and of all else
	 * @param dynamoDbRegion the region of the tables if it is another one
	 * @param accountId the account, or {@code *}
	 */
	IamPolicyGenerator(Supplier<Stream<IamPolicyContributor>> contributors, Supplier<String> region,
			@Nullable String dynamoDbRegion, String accountId) {
		this.contributors = contributors;
		this.region = region;
		this.dynamoDbRegion = dynamoDbRegion;
		this.accountId = accountId;
	}

	/**
	 * Makes the policy of the application as it is now.
	 * @return the policy
	 */
	public IamPolicy generate() {
		IamPermissions permissions = new IamPermissions(this::arn);
		this.contributors.get().forEach((contributor) -> contributor.contribute(permissions));
		return permissions.policy();
	}

	private String arn(String service, String resource) {
		String where = (service.equals(DYNAMO_DB) && this.dynamoDbRegion != null) ? this.dynamoDbRegion
				: this.region.get();
		String partition = PartitionMetadata.of(Region.of(where)).id();
		return service.equals(S3) ? "arn:%s:s3:::%s".formatted(partition, resource)
				: "arn:%s:%s:%s:%s:%s".formatted(partition, service, where, this.accountId, resource);
	}

}
