package io.kinesisboot.embedded.lease;

import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The tests of the {@link LeaseStore} judged by DynamoDB Local. Where both differ the
 * store follows the service, and the difference of DynamoDB Local is asserted here.
 */
class LeaseStoreOnDynamoDbLocalTests extends LeaseStoreIntegrationTests {

	/**
	 * What it says where the service says something else, as users of the service report.
	 */
	private static final Map<String, String> WORDS = Map.ofEntries(
			Map.entry("Query condition missed key schema element: k", "Query condition missed key schema element"),
			Map.entry("Requested resource not found", "Cannot do operations on a non-existent table"),
			Map.entry("Consistent reads are not supported on global secondary indexes",
					"Consistent read cannot be true when querying a GSI"),
			Map.entry("One or more parameter values were invalid: Missing the key r in the item",
					"One of the required keys was not given a value"),
			Map.entry("One or more parameter values were invalid: Type mismatch for key r expected: N actual: S",
					"One or more parameter values were invalid: Type mismatch for key"),
			Map.entry("One or more parameter values were invalid: Input collection [1, 1.0] contains duplicates.",
					"Input collection contains duplicates"),
			Map.entry(
					"One or more parameter values were invalid: Type mismatch for Index Key own Expected: S Actual: N"
							+ " IndexName: byOwner",
					"One or more parameter values were invalid: Type mismatch for Index Key"),
			Map.entry("The provided key element does not match the schema",
					"The number of conditions on the keys is invalid"),
			Map.entry(
					"The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 3 is not"
							+ " less than TotalSegments: 3",
					"1 validation error detected: Value '3' at 'segment' failed to satisfy constraint: Member must have"
							+ " value less than or equal to 2"),
			Map.entry("The parameter cannot be converted to a numeric value: abc",
					"A value provided cannot be converted into a number"));

	@Override
	LeaseStoreClients open() {
		return LeaseStoreClients.ofDynamoDbLocal();
	}

	@Override
	String words(String service) {
		return service.startsWith("Table already exists") ? "Cannot create preexisting table"
				: WORDS.getOrDefault(service, service);
	}

	/** It has no tags. */
	@Override
	@Test
	void tagsAreAddedAndRemoved() {
		unsupported(super::tagsAreAddedAndRemoved, "Tagging is not currently supported in DynamoDB Local.");
	}

	/** It has no backups. */
	@Override
	@Test
	void backupsOfAMissingTableAreNotFound() {
		fails(super::backupsOfAMissingTableAreNotFound,
				"Continuous backup operations are currently not supported in DynamoDB Local.");
	}

	/** It returns a null inside of a map twice, once under the name "null". */
	@Override
	@Test
	void valuesOfAllTypesComeBackAsTheyWentIn() {
		fails(super::valuesOfAllTypesComeBackAsTheyWentIn, "null=AttributeValue(NUL=true)");
	}

	/** It drops indexes in the background and cannot be asked for one until then. */
	@Override
	@Test
	void indexIsDroppedAndCreatedAgain() {
		fails(super::indexIsDroppedAndCreatedAgain, "NullPointerException");
	}

	/** It knows actions that no client of leases calls. */
	@Override
	@Test
	void unknownActionIsRefusedAsByTheService() {
		fails(super::unknownActionIsRefusedAsByTheService, "Expecting code to raise a throwable");
	}

	/** It answers with the state before the deletion. */
	@Override
	@Test
	void protectedTableIsDeletedOnlyWithoutItsProtection() {
		fails(super::protectedTableIsDeletedOnlyWithoutItsProtection, "but was: ACTIVE");
	}

	/** It has a region of its own. */
	@Override
	@Test
	void tableIsDescribed() {
		fails(super::tableIsDescribed, "arn:aws:dynamodb:ddblocal:000000000000:table/");
	}

	private static void unsupported(ThrowingCallable test, String message) {
		assertThatExceptionOfType(DynamoDbException.class).isThrownBy(test)
			.satisfies((refusal) -> assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message));
	}

	private static void fails(ThrowingCallable test, String seen) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(test).withMessageContaining(seen);
	}

}
