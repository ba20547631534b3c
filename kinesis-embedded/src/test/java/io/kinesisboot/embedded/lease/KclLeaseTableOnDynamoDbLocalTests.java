package io.kinesisboot.embedded.lease;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The tests of KCL's lease table judged by DynamoDB Local. What DynamoDB Local cannot do
 * is asserted here.
 */
class KclLeaseTableOnDynamoDbLocalTests extends KclLeaseTableIntegrationTests {

	@Override
	LeaseStoreClients open() {
		return LeaseStoreClients.ofDynamoDbLocal();
	}

	@Override
	boolean recoverable() {
		return false;
	}

	/** It knows no backups. */
	@Override
	@Test
	void leaseTableIsReadyAtOnceWithTheSettingsAskedFor() {
		assertThatExceptionOfType(DynamoDbException.class)
			.isThrownBy(super::leaseTableIsReadyAtOnceWithTheSettingsAskedFor)
			.satisfies((refusal) -> assertThat(refusal.awsErrorDetails().errorMessage())
				.isEqualTo("Continuous backup operations are currently not supported in DynamoDB Local."));
	}

	/**
	 * As in the service, its indexes take their time, which KCL then waits in steps of 10
	 * s.
	 */
	@Override
	@Test
	void indexOfOwnersIsActiveAsSoonAsItIsCreated() throws Exception {
		assertThat(leases().isLeaseOwnerToLeaseKeyIndexActive()).isFalse();
		assertThat(leases().createLeaseOwnerToLeaseKeyIndexIfNotExists()).isEqualTo("CREATING");
		assertThat(leases().waitUntilLeaseOwnerToLeaseKeyIndexExists(1, 30)).isTrue();
	}

}
