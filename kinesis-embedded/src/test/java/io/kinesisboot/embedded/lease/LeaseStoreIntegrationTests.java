package io.kinesisboot.embedded.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The SDK's clients against a {@link LeaseStore}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class LeaseStoreIntegrationTests {

	private static final String INDEX = "byOwner";

	private final LeaseStoreClients clients = open();

	private final DynamoDbClient client = this.clients.client();

	private String table = "";

	LeaseStoreClients open() {
		return LeaseStoreClients.ofLeaseStore();
	}

	/**
	 * What the store says where the service says something.
	 * @param service the service's words
	 * @return the store's words, the same if it follows the service
	 */
	String words(String service) {
		return service;
	}

	@AfterAll
	void close() {
		this.clients.close();
	}

	@BeforeEach
	void createTable(TestInfo test) {
		this.table = test.getTestMethod().orElseThrow().getName() + Math.abs(test.getDisplayName().hashCode());
		this.client.createTable((request) -> request.tableName(this.table)
			.keySchema(key("k", KeyType.HASH), key("r", KeyType.RANGE))
			.attributeDefinitions(definition("k", ScalarAttributeType.S), definition("r", ScalarAttributeType.N),
					definition("own", ScalarAttributeType.S))
			.billingMode(BillingMode.PAY_PER_REQUEST)
			.globalSecondaryIndexes(GlobalSecondaryIndex.builder()
				.indexName(INDEX)
				.keySchema(key("own", KeyType.HASH), key("r", KeyType.RANGE))
				.projection((projection) -> projection.projectionType(ProjectionType.KEYS_ONLY))
				.build()));
	}

	private static KeySchemaElement key(String attribute, KeyType type) {
		return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
	}

	private static AttributeDefinition definition(String attribute, ScalarAttributeType type) {
		return AttributeDefinition.builder().attributeName(attribute).attributeType(type).build();
	}

	@Test
	void tableIsDescribed() {
		put(item("a", 1));
		TableDescription description = this.client.describeTable((request) -> request.tableName(this.table)).table();
		assertThat(description.tableStatus()).isEqualTo(TableStatus.ACTIVE);
		assertThat(description.tableArn()).isEqualTo("arn:aws:dynamodb:us-east-1:000000000000:table/" + this.table);
		assertThat(description.keySchema()).containsExactly(key("k", KeyType.HASH), key("r", KeyType.RANGE));
		assertThat(description.itemCount()).isEqualTo(1);
		assertThat(description.tableSizeBytes()).isEqualTo(5);
		assertThat(description.creationDateTime()).isNotNull();
		assertThat(description.globalSecondaryIndexes()).singleElement().satisfies((index) -> {
			assertThat(index.indexStatus()).isEqualTo(IndexStatus.ACTIVE);
			assertThat(index.indexArn()).isEqualTo(description.tableArn() + "/index/" + INDEX);
			assertThat(index.itemCount()).isZero();
		});
	}

	@Test
	void tableIsCreatedOnlyOnce() {
		assertThatExceptionOfType(ResourceInUseException.class)
			.isThrownBy(() -> this.client.createTable((request) -> request.tableName(this.table)
				.keySchema(key("k", KeyType.HASH))
				.attributeDefinitions(definition("k", ScalarAttributeType.S))
				.billingMode(BillingMode.PAY_PER_REQUEST)))
			.satisfies((error) -> assertThat(error.awsErrorDetails().errorMessage())
				.isEqualTo(words("Table already exists: " + this.table)));
	}

	@Test
	void provisionedTableKeepsItsThroughput() {
		String provisioned = this.table + "-provisioned";
		this.client.createTable((request) -> request.tableName(provisioned)
			.keySchema(key("k", KeyType.HASH))
			.attributeDefinitions(definition("k", ScalarAttributeType.S))
			.provisionedThroughput((throughput) -> throughput.readCapacityUnits(3L).writeCapacityUnits(4L)));
		this.client.updateTable((request) -> request.tableName(provisioned).deletionProtectionEnabled(true));
		TableDescription description = this.client.describeTable((request) -> request.tableName(provisioned)).table();
		assertThat(description.provisionedThroughput().readCapacityUnits()).isEqualTo(3);
		assertThat(description.provisionedThroughput().writeCapacityUnits()).isEqualTo(4);
		assertThat(description.billingModeSummary()).isNull();
	}

	@Test
	void indexIsDroppedAndCreatedAgain() {
		this.client.updateTable((request) -> request.tableName(this.table)
			.globalSecondaryIndexUpdates(
					GlobalSecondaryIndexUpdate.builder().delete((index) -> index.indexName(INDEX)).build()));
		refused(() -> this.client.scan((request) -> request.tableName(this.table).indexName(INDEX)),
				"The table does not have the specified index: " + INDEX);
		put(with(item("a", 1), "own", AttributeValue.fromS("w")));
		this.client.updateTable((request) -> request.tableName(this.table)
			.globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
				.create((index) -> index.indexName(INDEX)
					.keySchema(key("own", KeyType.HASH))
					.projection((projection) -> projection.projectionType(ProjectionType.ALL)))
				.build()));
		assertThat(this.client.scan((request) -> request.tableName(this.table).indexName(INDEX)).count()).isEqualTo(1);
	}

	@Test
	void protectedTableIsDeletedOnlyWithoutItsProtection() {
		this.client.updateTable((request) -> request.tableName(this.table).deletionProtectionEnabled(true));
		refused(() -> this.client.deleteTable((request) -> request.tableName(this.table)),
				"Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.");
		this.client.updateTable((request) -> request.tableName(this.table).deletionProtectionEnabled(false));
		assertThat(this.client.deleteTable((request) -> request.tableName(this.table)).tableDescription().tableStatus())
			.isEqualTo(TableStatus.DELETING);
		assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> this.client.describeTable((request) -> request.tableName(this.table)))
			.satisfies((error) -> assertThat(error.awsErrorDetails().errorMessage())
				.isEqualTo(words("Requested resource not found: Table: " + this.table + " not found")));
	}

	@Test
	void itemsOfAMissingTableAreNotFound() {
		assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> this.client.getItem((request) -> request.tableName("nope").key(item("a", 1))))
			.satisfies((error) -> assertThat(error.awsErrorDetails().errorMessage())
				.isEqualTo(words("Requested resource not found")));
	}

	@Test
	void backupsOfAMissingTableAreNotFound() {
		assertThatExceptionOfType(TableNotFoundException.class)
			.isThrownBy(() -> this.client.describeContinuousBackups((request) -> request.tableName("nope")));
	}

	@Test
	void tablesAreListedInPages() {
		List<String> names = new ArrayList<>();
		this.client.listTablesPaginator((request) -> request.limit(1)).tableNames().forEach(names::add);
		assertThat(names).contains(this.table).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void tagsAreAddedAndRemoved() {
		String arn = this.client.describeTable((request) -> request.tableName(this.table)).table().tableArn();
		this.client.tagResource((request) -> request.resourceArn(arn)
			.tags(Tag.builder().key("a").value("1").build(), Tag.builder().key("b").value("2").build()));
		this.client.untagResource((request) -> request.resourceArn(arn).tagKeys("a"));
		assertThat(this.client.listTagsOfResource((request) -> request.resourceArn(arn)).tags()).singleElement()
			.satisfies((tag) -> assertThat(tag.key()).isEqualTo("b"));
	}

	@Test
	void unknownActionIsRefusedAsByTheService() {
		assertThatExceptionOfType(DynamoDbException.class)
			.isThrownBy(() -> this.client.describeTimeToLive((request) -> request.tableName(this.table)))
			.satisfies(
					(error) -> assertThat(error.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"));
	}

	@Test
	void valuesOfAllTypesComeBackAsTheyWentIn() {
		Map<String, AttributeValue> item = with(item("a", 1), "all",
				AttributeValue.fromM(Map.of("s", AttributeValue.fromS(""), "n", AttributeValue.fromN("-1.5"), "b",
						bytes(1, 2, 3), "t", AttributeValue.fromBool(true), "nul", AttributeValue.fromNul(true), "ss",
						AttributeValue.fromSs(List.of("x", "y")), "ns", AttributeValue.fromNs(List.of("1", "2")), "bs",
						AttributeValue.fromBs(List.of(bytes(1).b(), bytes(2).b())), "l",
						AttributeValue.fromL(List.of(AttributeValue.fromN("1"))), "m",
						AttributeValue.fromM(Map.of()))));
		put(item);
		assertThat(get(item("a", 1))).isEqualTo(item);
	}

	private static AttributeValue bytes(int... bytes) {
		byte[] array = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			array[i] = (byte) bytes[i];
		}
		return AttributeValue.fromB(SdkBytes.fromByteArray(array));
	}

	@ParameterizedTest
	@CsvSource({ "1E2,100", "0.10,0.1", "-0,0", "+1,1", "1.0E+3,1000", "1E-7,0.0000001" })
	void numbersAreNormalized(String sent, String stored) {
		put(with(item("a", 1), "n", AttributeValue.fromN(sent)));
		assertThat(get(item("a", 1))).containsEntry("n", AttributeValue.fromN(stored));
		assertThat(get(Map.of("k", AttributeValue.fromS("a"), "r", AttributeValue.fromN("1.00")))).isNotEmpty();
	}

	@Test
	void invalidValuesAreRefused() {
		refusedValue(AttributeValue.fromN("abc"), "The parameter cannot be converted to a numeric value: abc");
		refusedValue(AttributeValue.fromN("1E126"),
				"Number overflow. Attempting to store a number with magnitude larger than supported range");
		refusedValue(AttributeValue.fromN("1E-131"),
				"Number underflow. Attempting to store a number with magnitude smaller than supported range");
		refusedValue(AttributeValue.fromSs(List.of()),
				"One or more parameter values were invalid: An string set  may not be empty");
		refusedValue(AttributeValue.fromNs(List.of("1", "1.0")),
				"One or more parameter values were invalid: Input collection [1, 1.0] contains duplicates.");
		refusedValue(AttributeValue.fromNul(false),
				"One or more parameter values were invalid: Null attribute value types must have the value of true");
		refusedValue(AttributeValue.builder().s("x").n("1").build(),
				"Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
		refusedValue(AttributeValue.builder().build(),
				"Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
		refusedValue(AttributeValue.fromS("x".repeat(410_000)), "Item size has exceeded the maximum allowed size");
		AttributeValue deep = AttributeValue.fromS("x");
		for (int i = 0; i < 32; i++) {
			deep = AttributeValue.fromL(List.of(deep));
		}
		refusedValue(deep, "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels"
				+ " beyond supported limit");
	}

	private void refusedValue(AttributeValue value, String message) {
		refused(() -> put(with(item("a", 1), "value", value)), message);
	}

	@Test
	void keysThatDoNotFitAreRefused() {
		refused(() -> put(Map.of("k", AttributeValue.fromS("a"))),
				"One or more parameter values were invalid: Missing the key r in the item");
		refused(() -> put(with(item("a", 1), "r", AttributeValue.fromS("1"))),
				"One or more parameter values were invalid: Type mismatch for key r expected: N actual: S");
		refused(() -> put(item("", 1)), "One or more parameter values are not valid. The AttributeValue for a key"
				+ " attribute cannot contain an empty string value. Key: k");
		refused(() -> get(Map.of("k", AttributeValue.fromS("a"))),
				"The provided key element does not match the schema");
		refused(() -> put(with(item("a", 1), "own", AttributeValue.fromN("1"))),
				"One or more parameter values were invalid: Type mismatch for Index Key own Expected: S Actual: N IndexName: "
						+ INDEX);
		refused(() -> update("SET k = :v"),
				"One or more parameter values were invalid: Cannot update attribute k. This attribute is part of the key");
	}

	@Test
	void projectionShowsPartsOfTheItem() {
		put(with(item("a", 1), "m", AttributeValue.fromM(Map.of("x", AttributeValue.fromS("1"), "l",
				AttributeValue.fromL(List.of(AttributeValue.fromS("0"), AttributeValue.fromS("1")))))));
		assertThat(this.client
			.getItem((request) -> request.tableName(this.table)
				.key(item("a", 1))
				.projectionExpression("#k, m.l[1], absent")
				.expressionAttributeNames(Map.of("#k", "k")))
			.item())
			.isEqualTo(Map.of("k", AttributeValue.fromS("a"), "m",
					AttributeValue.fromM(Map.of("l", AttributeValue.fromL(List.of(AttributeValue.fromS("1")))))));
	}

	@ParameterizedTest
	@CsvSource({ "NONE,", "ALL_OLD,1 x", "ALL_NEW,2 y", "UPDATED_OLD,1", "UPDATED_NEW,2" })
	void updateReturnsWhatIsAskedFor(ReturnValue returned, String expected) {
		put(with(with(item("a", 1), "n", AttributeValue.fromN("1")), "gone", AttributeValue.fromS("x")));
		Map<String, AttributeValue> attributes = this.client
			.updateItem((request) -> request.tableName(this.table)
				.key(item("a", 1))
				.updateExpression("SET n = n + :one")
				.expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1")))
				.returnValues(returned))
			.attributes();
		switch (returned) {
			case NONE -> assertThat(attributes).isEmpty();
			case ALL_OLD, ALL_NEW -> assertThat(attributes).containsKeys("k", "r", "gone");
			default -> assertThat(attributes).containsOnlyKeys("n");
		}
		if (expected != null) {
			assertThat(attributes).containsEntry("n", AttributeValue.fromN(expected.substring(0, 1)));
		}
	}

	@Test
	void putAndDeleteReturnTheOldItem() {
		put(with(item("a", 1), "x", AttributeValue.fromS("old")));
		assertThat(this.client
			.putItem((request) -> request.tableName(this.table).item(item("a", 1)).returnValues(ReturnValue.ALL_OLD))
			.attributes()).containsEntry("x", AttributeValue.fromS("old"));
		assertThat(this.client
			.deleteItem((request) -> request.tableName(this.table).key(item("a", 1)).returnValues(ReturnValue.ALL_OLD))
			.attributes()).isEqualTo(item("a", 1));
		assertThat(this.client.deleteItem((request) -> request.tableName(this.table).key(item("a", 1))).attributes())
			.isEmpty();
		refused(() -> this.client
			.putItem((request) -> request.tableName(this.table).item(item("a", 1)).returnValues(ReturnValue.ALL_NEW)),
				"Return values set to invalid value");
	}

	@Test
	void failedConditionShowsTheItemIfAsked() {
		put(with(item("a", 1), "x", AttributeValue.fromS("old")));
		assertThatExceptionOfType(ConditionalCheckFailedException.class)
			.isThrownBy(() -> this.client.putItem((request) -> request.tableName(this.table)
				.item(item("a", 1))
				.conditionExpression("attribute_not_exists(k)")
				.returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
			.satisfies((error) -> {
				assertThat(error.awsErrorDetails().errorMessage()).isEqualTo("The conditional request failed");
				assertThat(error.item()).containsEntry("x", AttributeValue.fromS("old"));
			});
		assertThatExceptionOfType(ConditionalCheckFailedException.class)
			.isThrownBy(() -> this.client.deleteItem((request) -> request.tableName(this.table)
				.key(item("a", 1))
				.conditionExpression("attribute_not_exists(k)")))
			.satisfies((error) -> assertThat(error.hasItem()).isFalse());
	}

	@Test
	void updateCreatesTheItemThatWasNotThere() {
		update("SET x = :v");
		assertThat(get(item("a", 1))).isEqualTo(with(item("a", 1), "x", AttributeValue.fromS("v")));
	}

	@Test
	void legacyUpdatesAndExpectationsAreUnderstood() {
		put(with(with(item("a", 1), "n", AttributeValue.fromN("1")), "x", AttributeValue.fromS("gone")));
		this.client.updateItem((request) -> request.tableName(this.table)
			.key(item("a", 1))
			.expected(Map.of("n", ExpectedAttributeValue.builder().value(AttributeValue.fromN("1.0")).build(), "y",
					ExpectedAttributeValue.builder().exists(false).build()))
			.attributeUpdates(Map.of("n", legacy(AttributeAction.ADD, AttributeValue.fromN("2")), "x",
					AttributeValueUpdate.builder().action(AttributeAction.DELETE).build(), "y",
					legacy(AttributeAction.PUT, AttributeValue.fromSs(List.of("p", "q"))))));
		this.client.updateItem((request) -> request.tableName(this.table)
			.key(item("a", 1))
			.expected(Map.of("n", compare(ComparisonOperator.LT, AttributeValue.fromN("0")), "y",
					compare(ComparisonOperator.CONTAINS, AttributeValue.fromS("p"))))
			.conditionalOperator(ConditionalOperator.OR)
			.attributeUpdates(Map.of("y", legacy(AttributeAction.DELETE, AttributeValue.fromSs(List.of("p"))))));
		assertThat(get(item("a", 1))).isEqualTo(
				with(with(item("a", 1), "n", AttributeValue.fromN("3")), "y", AttributeValue.fromSs(List.of("q"))));
		assertThatExceptionOfType(ConditionalCheckFailedException.class)
			.isThrownBy(() -> this.client.putItem((request) -> request.tableName(this.table)
				.item(item("a", 1))
				.expected(Map.of("k", ExpectedAttributeValue.builder().exists(false).build()))));
	}

	private static AttributeValueUpdate legacy(AttributeAction action, AttributeValue value) {
		return AttributeValueUpdate.builder().action(action).value(value).build();
	}

	private static ExpectedAttributeValue compare(ComparisonOperator operator, AttributeValue... values) {
		return ExpectedAttributeValue.builder().comparisonOperator(operator).attributeValueList(values).build();
	}

	@ParameterizedTest
	@CsvSource({ "EQ,v,true", "NE,w,true", "LT,w,true", "LE,v,true", "GT,v,false", "GE,v,true", "CONTAINS,v,true",
			"NOT_CONTAINS,v,false", "BEGINS_WITH,v,true", "IN,v,true", "NOT_NULL,,true", "NULL,,false" })
	void legacyComparisonsHoldAsTheyShould(ComparisonOperator operator, String value, boolean holds) {
		update("SET x = :v");
		AttributeValue[] values = (value != null) ? new AttributeValue[] { AttributeValue.fromS(value) }
				: new AttributeValue[0];
		Consumer<ComparisonOperator> put = (comparison) -> this.client
			.putItem((request) -> request.tableName(this.table)
				.item(item("a", 1))
				.expected(Map.of("x", compare(comparison, values))));
		if (holds) {
			put.accept(operator);
		}
		else {
			assertThatExceptionOfType(ConditionalCheckFailedException.class).isThrownBy(() -> put.accept(operator));
		}
	}

	@Test
	void expressionsAndLegacyParametersAreNotMixed() {
		refused(() -> this.client.updateItem((request) -> request.tableName(this.table)
			.key(item("a", 1))
			.updateExpression("REMOVE x")
			.attributeUpdates(Map.of("y", legacy(AttributeAction.PUT, AttributeValue.fromS("v"))))),
				"Can not use both expression and non-expression parameters in the same request: Non-expression parameters:"
						+ " {AttributeUpdates} Expression parameters: {UpdateExpression}");
	}

	@Test
	void placeholdersMustBeUsed() {
		refused(() -> this.client.scan((request) -> request.tableName(this.table)
			.filterExpression("x = :a")
			.expressionAttributeValues(Map.of(":a", AttributeValue.fromS("a"), ":b", AttributeValue.fromS("b")))),
				"Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}");
		refused(() -> this.client.scan((request) -> request.tableName(this.table)
			.filterExpression("x = :a")
			.expressionAttributeNames(Map.of("#x", "x"))
			.expressionAttributeValues(Map.of(":a", AttributeValue.fromS("a")))),
				"Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}");
	}

	@Test
	void queryReadsAPartitionInTheOrderOfTheSortKey() {
		put(item("b", 1));
		List.of(10, 9, 1, 2).forEach((range) -> put(item("a", range)));
		assertThat(ranges(query("k = :k", (request) -> {
		}))).containsExactly("1", "2", "9", "10");
		assertThat(ranges(query("k = :k", (request) -> request.scanIndexForward(false)))).containsExactly("10", "9",
				"2", "1");
		assertThat(ranges(query("k = :k AND r > :r", value(":r", 2)))).containsExactly("9", "10");
		assertThat(ranges(query("r <= :r AND k = :k", value(":r", 2)))).containsExactly("1", "2");
		assertThat(ranges(query("(k = :k) AND (r BETWEEN :r AND :r)", value(":r", 9)))).containsExactly("9");
	}

	@Test
	void queryReadsPageByPageInBothDirections() {
		for (int range = 1; range <= 5; range++) {
			put(item("a", range));
		}
		QueryResponse first = query("k = :k", (request) -> request.limit(2));
		assertThat(ranges(first)).containsExactly("1", "2");
		assertThat(first.lastEvaluatedKey()).isEqualTo(item("a", 2));
		QueryResponse second = query("k = :k",
				(request) -> request.limit(2).exclusiveStartKey(first.lastEvaluatedKey()));
		assertThat(ranges(second)).containsExactly("3", "4");
		QueryResponse third = query("k = :k",
				(request) -> request.limit(2).exclusiveStartKey(second.lastEvaluatedKey()));
		assertThat(ranges(third)).containsExactly("5");
		assertThat(third.hasLastEvaluatedKey()).isFalse();
		assertThat(ranges(query("k = :k",
				(request) -> request.scanIndexForward(false).exclusiveStartKey(second.lastEvaluatedKey()))))
			.containsExactly("3", "2", "1");
	}

	@Test
	void queryCountsAndFilters() {
		for (int range = 1; range <= 4; range++) {
			put(with(item("a", range), "x", AttributeValue.fromN(Integer.toString(range % 2))));
		}
		QueryResponse response = query("k = :k",
				value(":x", 1).andThen((request) -> request.filterExpression("x = :x").select(Select.COUNT)));
		assertThat(response.count()).isEqualTo(2);
		assertThat(response.scannedCount()).isEqualTo(4);
		assertThat(response.hasItems()).isFalse();
	}

	@Test
	void queryOfAnIndexFollowsTheItems() {
		put(with(with(item("a", 1), "own", AttributeValue.fromS("a")), "x", AttributeValue.fromS("not projected")));
		put(with(item("b", 2), "own", AttributeValue.fromS("a")));
		put(with(item("b", 1), "own", AttributeValue.fromS("a")));
		put(item("c", 1));
		QueryResponse first = query("own = :k", (request) -> request.indexName(INDEX).limit(2));
		assertThat(first.items()).containsExactlyInAnyOrder(with(item("a", 1), "own", AttributeValue.fromS("a")),
				with(item("b", 1), "own", AttributeValue.fromS("a")));
		assertThat(ranges(
				query("own = :k", (request) -> request.indexName(INDEX).exclusiveStartKey(first.lastEvaluatedKey()))))
			.containsExactly("2");
		this.client
			.updateItem((request) -> request.tableName(this.table).key(item("a", 1)).updateExpression("REMOVE own"));
		this.client.deleteItem((request) -> request.tableName(this.table).key(item("b", 2)));
		assertThat(ranges(query("own = :k", (request) -> request.indexName(INDEX)))).containsExactly("1");
		refused(() -> query("own = :k", (request) -> request.indexName(INDEX).consistentRead(true)),
				"Consistent reads are not supported on global secondary indexes");
		refused(() -> query("own = :k", (request) -> request.indexName(INDEX).select(Select.ALL_ATTRIBUTES)),
				"One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global"
						+ " secondary index " + INDEX + " because its projection type is not ALL");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					r = :k           | Query condition missed key schema element: k
					k = :k AND r = :k | One or more parameter values were invalid: Condition parameter type does not match schema type
					x = :k           | Query condition missed key schema element: k
					NOT k = :k       | Invalid operator used in KeyConditionExpression: NOT
					k <> :k          | Invalid operator used in KeyConditionExpression: <>
					k IN (:k)        | Invalid operator used in KeyConditionExpression: IN
					contains(k, :k)  | Invalid operator used in KeyConditionExpression: contains
					attribute_exists(k) AND k = :k | Invalid operator used in KeyConditionExpression: attribute_exists
					attribute_not_exists(k) AND k = :k | Invalid operator used in KeyConditionExpression: attribute_not_exists
					k > :k           | Query key condition not supported
					k = :k OR x = :k | Invalid operator used in KeyConditionExpression: OR
					k = :k AND k = :k | KeyConditionExpressions must only contain one condition per key
					k.x = :k         | Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: k
					k = :k AND size(r) = :k | KeyConditionExpressions cannot contain nested operations
					""")
	void keyConditionThatDoesNotFitTheKeyIsRefused(String expression, String message) {
		refused(() -> query(expression, (request) -> {
		}), message);
	}

	@Test
	void scanReadsAllSegmentsPageByPage() {
		Set<Map<String, AttributeValue>> written = new HashSet<>();
		for (int i = 0; i < 30; i++) {
			written.add(item("key-" + i, i));
		}
		written.forEach(this::put);
		List<Map<String, AttributeValue>> read = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			int segment = i;
			this.client
				.scanPaginator((request) -> request.tableName(this.table).segment(segment).totalSegments(3).limit(4))
				.items()
				.forEach(read::add);
		}
		assertThat(read).hasSize(30).containsExactlyInAnyOrderElementsOf(written);
		refused(() -> this.client.scan((request) -> request.tableName(this.table).segment(3).totalSegments(3)),
				"The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 3 is not"
						+ " less than TotalSegments: 3");
	}

	@Test
	void scanEndsAPageAfterOneMegabyte() {
		for (int i = 0; i < 4; i++) {
			put(with(item("a", i), "x", AttributeValue.fromS("x".repeat(390_000))));
		}
		assertThat(this.client.scan((request) -> request.tableName(this.table)).count()).isEqualTo(3);
		assertThat(this.client.scanPaginator((request) -> request.tableName(this.table)).items()).hasSize(4);
	}

	@Test
	void transactionWritesAllItems() {
		put(item("a", 1));
		put(item("a", 2));
		this.client.transactWriteItems((request) -> request.transactItems(putting(item("a", 3)),
				TransactWriteItem.builder().delete((delete) -> delete.tableName(this.table).key(item("a", 1))).build(),
				TransactWriteItem.builder()
					.update((update) -> update.tableName(this.table)
						.key(item("a", 4))
						.updateExpression("SET x = :x")
						.expressionAttributeValues(Map.of(":x", AttributeValue.fromS("x"))))
					.build(),
				TransactWriteItem.builder()
					.conditionCheck((check) -> check.tableName(this.table)
						.key(item("a", 2))
						.conditionExpression("attribute_exists(k)"))
					.build()));
		assertThat(ranges(query("k = :k", (request) -> {
		}))).containsExactly("2", "3", "4");
	}

	@Test
	void transactionThatIsCanceledWritesNothing() {
		put(item("a", 1));
		TransactWriteItem check = TransactWriteItem.builder()
			.conditionCheck((condition) -> condition.tableName(this.table)
				.key(item("a", 1))
				.conditionExpression("attribute_not_exists(k)")
				.returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
			.build();
		assertThatExceptionOfType(TransactionCanceledException.class).isThrownBy(
				() -> this.client.transactWriteItems((request) -> request.transactItems(putting(item("a", 2)), check)))
			.satisfies((error) -> {
				assertThat(error.awsErrorDetails().errorMessage()).endsWith("[None, ConditionalCheckFailed]");
				assertThat(error.cancellationReasons()).extracting(CancellationReason::code)
					.containsExactly("None", "ConditionalCheckFailed");
				assertThat(error.cancellationReasons().get(1).item()).isEqualTo(item("a", 1));
			});
		assertThat(get(item("a", 2))).isEmpty();
		refused(() -> this.client
			.transactWriteItems((request) -> request.transactItems(putting(item("a", 2)), putting(item("a", 2)))),
				"Transaction request cannot include multiple operations on one item");
	}

	private TransactWriteItem putting(Map<String, AttributeValue> item) {
		return TransactWriteItem.builder().put((put) -> put.tableName(this.table).item(item)).build();
	}

	@Test
	void asynchronousCallsAreServed() {
		this.clients.asyncClient().putItem((request) -> request.tableName(this.table).item(item("a", 1))).join();
		assertThat(this.clients.asyncClient()
			.getItem((request) -> request.tableName(this.table).key(item("a", 1)))
			.join()
			.item()).isEqualTo(item("a", 1));
	}

	private static Map<String, AttributeValue> item(String hash, int range) {
		return Map.of("k", AttributeValue.fromS(hash), "r", AttributeValue.fromN(Integer.toString(range)));
	}

	private static Map<String, AttributeValue> with(Map<String, AttributeValue> item, String name,
			AttributeValue value) {
		Map<String, AttributeValue> changed = new HashMap<>(item);
		changed.put(name, value);
		return changed;
	}

	private void put(Map<String, AttributeValue> item) {
		this.client.putItem((request) -> request.tableName(this.table).item(item));
	}

	private Map<String, AttributeValue> get(Map<String, AttributeValue> key) {
		return this.client.getItem((request) -> request.tableName(this.table).key(key)).item();
	}

	private void update(String expression) {
		this.client.updateItem((request) -> request.tableName(this.table)
			.key(item("a", 1))
			.updateExpression(expression)
			.expressionAttributeValues(Map.of(":v", AttributeValue.fromS("v"))));
	}

	private QueryResponse query(String condition, Consumer<QueryRequest.Builder> more) {
		QueryRequest.Builder request = QueryRequest.builder()
			.tableName(this.table)
			.keyConditionExpression(condition)
			.expressionAttributeValues(Map.of(":k", AttributeValue.fromS("a")));
		more.accept(request);
		return this.client.query(request.build());
	}

	private static Consumer<QueryRequest.Builder> value(String placeholder, int number) {
		return (request) -> request.expressionAttributeValues(
				Map.of(":k", AttributeValue.fromS("a"), placeholder, AttributeValue.fromN(Integer.toString(number))));
	}

	private static List<String> ranges(QueryResponse response) {
		return response.items().stream().map((item) -> item.get("r")).map(AttributeValue::n).toList();
	}

	void refused(Runnable call, String message) {
		assertThatExceptionOfType(DynamoDbException.class).isThrownBy(call::run).satisfies((error) -> {
			assertThat(error.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
			assertThat(error.awsErrorDetails().errorMessage()).isEqualTo(words(message));
		});
	}

}
