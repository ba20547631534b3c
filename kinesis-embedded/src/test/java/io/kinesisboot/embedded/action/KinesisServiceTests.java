package io.kinesisboot.embedded.action;

import java.time.Duration;
import java.util.List;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.TestServices;
import io.kinesisboot.embedded.time.MovableClock;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisService}: its words, and what depends on the time.
 */
class KinesisServiceTests {

	private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

	private final MovableClock clock = TestClocks.standing();

	private final KinesisService service = TestServices.kinesis(this.clock);

	@BeforeEach
	void createStream() {
		this.service.createStream("orders", 2);
	}

	private String call(String action, String json) {
		return TestServices.call(this.service, action, json);
	}

	private static String member(String json, String name) {
		return json.replaceAll(".*'" + name + "':'?([^',}]*).*", "$1");
	}

	private AbstractStringAssert<?> assertRefusal(String action, String json, String type) {
		return TestServices.assertRefusal(this.service, action, json, type);
	}

	@Test
	void severalViolationsAreToldAtOnceInTheServicesWords() {
		assertRefusal("CreateStream", "{'StreamName':'','ShardCount':0}", "ValidationException")
			.isEqualTo("3 validation errors detected: " + "Value '0' at 'shardCount' failed to satisfy constraint: "
					+ "Member must have value greater than or equal to 1; "
					+ "Value '' at 'streamName' failed to satisfy constraint: "
					+ "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
					+ "Value '' at 'streamName' failed to satisfy constraint: "
					+ "Member must have length greater than or equal to 1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					PutRecord|{'StreamName':'orders','Data':''}|Value null at 'partitionKey' failed to satisfy constraint: Member must not be null
					PutRecord|{'StreamName':'orders','Data':'','PartitionKey':'k','ExplicitHashKey':'01'}|`Value '01' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})`
					PutRecords|{'StreamName':'orders','Records':[]}|Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1
					PutRecords|{'StreamName':'orders'}|Value null at 'records' failed to satisfy constraint: Member must not be null
					PutRecords|{'StreamName':'orders','Records':[{'Data':'','PartitionKey':'k'},{'Data':'','PartitionKey':''}]}|Value '' at 'records.2.member.partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1
					GetShardIterator|{'StreamName':'orders','ShardId':'shardId-0','ShardIteratorType':'NEXT'}|Value 'NEXT' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER, TRIM_HORIZON, LATEST, AT_TIMESTAMP]
					GetRecords|{'ShardIterator':'x','Limit':10001}|Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000
					ListShards|{'StreamName':'orders','ShardFilter':{}}|Value null at 'shardFilter.type' failed to satisfy constraint: Member must not be null
					""",
			quoteCharacter = '`')
	void violationIsToldInTheServicesWords(String action, String json, String violation) {
		assertRefusal(action, json, "ValidationException").isEqualTo("1 validation error detected: " + violation);
	}

	@ParameterizedTest
	@CsvSource({ "DescribeStream, StreamARN, streamARN", "DescribeStreamConsumer, ConsumerARN, consumerARN",
			"ListTagsForResource, ResourceARN, resourceARN" })
	void arnThatIsTooLongIsNotComparedWithAPattern(String action, String member, String path) {
		String arn = "arn:aws" + ":kinesis:000000000000:".repeat(6000);
		assertRefusal(action, "{'" + member + "':'" + arn + "'}", "ValidationException")
			.startsWith("1 validation error detected: Value 'arn:aws:kinesis:")
			.endsWith("' at '" + path + "' failed to satisfy constraint: "
					+ "Member must have length less than or equal to 2048");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					DescribeStream|{'StreamName':'none'}|ResourceNotFoundException|Stream none under account 000000000000 not found.
					PutRecord|{'StreamName':'none','Data':'','PartitionKey':'k'}|ResourceNotFoundException|Stream none under account 000000000000 not found.
					DeleteStream|{'StreamName':'none'}|ResourceNotFoundException|Stream none under account 000000000000 not found.
					DescribeStream|{'StreamARN':'arn:aws:kinesis:eu-west-1:000000000000:stream/orders'}|ResourceNotFoundException|Stream ARN arn:aws:kinesis:eu-west-1:000000000000:stream/orders not found.
					DescribeStream|{}|InvalidArgumentException|Either StreamARN or StreamName should be provided.
					CreateStream|{'StreamName':'orders','ShardCount':1}|ResourceInUseException|Stream orders under account 000000000000 already exists.
					ListShards|{}|InvalidArgumentException|Either NextToken or StreamName should be provided.
					ListShards|{'StreamName':'orders','NextToken':'x'}|InvalidArgumentException|NextToken and StreamName cannot be provided together.
					ListShards|{'NextToken':'x'}|InvalidArgumentException|Invalid NextToken.
					GetRecords|{'ShardIterator':'AAAAAAAAAAEAAAA='}|InvalidArgumentException|Invalid ShardIterator.
					GetShardIterator|{'StreamName':'orders','ShardId':'2','ShardIteratorType':'LATEST'}|ResourceNotFoundException|Shard shardId-000000000002 in stream orders under account 000000000000 does not exist
					GetShardIterator|{'StreamName':'orders','ShardId':'first','ShardIteratorType':'LATEST'}|ResourceNotFoundException|Could not find shard first in stream orders under account 000000000000.
					GetShardIterator|{'StreamName':'orders','ShardId':'shardId-0','ShardIteratorType':'AFTER_SEQUENCE_NUMBER'}|InvalidArgumentException|Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified AFTER_SEQUENCE_NUMBER and no StartingSequenceNumber.
					GetShardIterator|{'StreamName':'orders','ShardId':'shardId-0','ShardIteratorType':'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'0'}|InvalidArgumentException|StartingSequenceNumber 0 used in GetShardIterator on shard shardId-000000000000 in stream orders under account 000000000000 is invalid.
					GetShardIterator|{'StreamName':'orders','ShardId':'shardId-1','ShardIteratorType':'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'49543463076548007577105092703039560359975228518395019266'}|InvalidArgumentException|Invalid StartingSequenceNumber. It encodes shardId-000000000000, while it was used in a call to a shard with shardId-000000000001
					GetShardIterator|{'StreamName':'orders','ShardId':'shardId-0','ShardIteratorType':'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'49543463076548007577105092703039560359975228518395019266'}|InvalidArgumentException|StartingSequenceNumber 49543463076548007577105092703039560359975228518395019266 used in GetShardIterator on shard shardId-000000000000 in stream orders under account 000000000000 is invalid because it did not come from this stream.
					GetShardIterator|{'StreamName':'orders','ShardId':'shardId-0','ShardIteratorType':'AT_TIMESTAMP'}|InvalidArgumentException|Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.
					GetShardIterator|{'StreamName':'orders','ShardId':'shardId-0','ShardIteratorType':'AT_TIMESTAMP','Timestamp':1767323045.679}|InvalidArgumentException|The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: 1767323045679, currentTimestampInMillis: 1767323045678
					PutRecord|{'StreamName':'orders','Data':'','PartitionKey':'k','ExplicitHashKey':'340282366920938463463374607431768211456'}|InvalidArgumentException|Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456
					PutRecord|{'StreamName':'orders','Data':'','PartitionKey':'k','SequenceNumberForOrdering':'5'}|InvalidArgumentException|ExclusiveMinimumSequenceNumber 5 used in PutRecord on stream orders under account 000000000000 is invalid.
					ListShards|{'StreamName':'orders','ShardFilter':{'Type':'AT_TIMESTAMP'}}|InvalidArgumentException|Timestamp is required in a ShardFilter of this type.
					ListShards|{'StreamName':'orders','StreamCreationTimestamp':1767323044}|ResourceNotFoundException|Stream orders under account 000000000000 with creation timestamp 2026-01-02T03:04:04Z not found.
					ListShards|{'NextToken':'x','StreamCreationTimestamp':1767323045}|InvalidArgumentException|NextToken and StreamCreationTimestamp cannot be provided together.
					ListShards|{'StreamName':'orders','ExclusiveStartShardId':'first'}|ResourceNotFoundException|Could not find shard first in stream orders under account 000000000000.
					ListShards|{'StreamName':'orders','ShardFilter':{'Type':'AFTER_SHARD_ID','ShardId':'first'}}|ResourceNotFoundException|Could not find shard first in stream orders under account 000000000000.
					DescribeStream|{'StreamName':'orders','ExclusiveStartShardId':'first'}|ResourceNotFoundException|Could not find shard first in stream orders under account 000000000000.
					SplitAtom|{}|UnknownOperationException|
					""",
			quoteCharacter = '`', emptyValue = "", nullValues = "none-of-these")
	void refusalIsToldInTheServicesWords(String action, String json, String type, String message) {
		assertRefusal(action, json, type).isEqualTo((message != null) ? message : "");
	}

	@Test
	void longValueIsQuotedInPart() {
		assertRefusal("DescribeStream", "{'StreamName':'" + "x".repeat(1_000_000) + "'}", "ValidationException")
			.isEqualTo("1 validation error detected: Value '" + "x".repeat(256) + "...' at 'streamName' failed to "
					+ "satisfy constraint: Member must have length less than or equal to 128");
		assertRefusal("TagResource", "{'ResourceARN':'" + ARN + "orders','Tags':{'" + "x".repeat(40_000) + "':''}}",
				"ValidationException")
			.hasSizeLessThan(1000);
	}

	@Test
	void batchWithOneBadRecordStoresNone() {
		assertRefusal("PutRecords",
				"{'StreamName':'orders','Records':[{'Data':'','PartitionKey':'k','ExplicitHashKey':'0'},"
						+ "{'Data':'','PartitionKey':'k','ExplicitHashKey':'340282366920938463463374607431768211456'}]}",
				"InvalidArgumentException");
		assertThat(call("GetRecords", "{'ShardIterator':'" + iterator("TRIM_HORIZON", "") + "'}"))
			.contains("'Records':[]");
	}

	private String iterator(String type, String start) {
		return member(call("GetShardIterator", "{'StreamARN':'" + ARN + "orders','ShardId':'shardId-000000000000',"
				+ "'ShardIteratorType':'" + type + "'" + start + "}"), "ShardIterator");
	}

	private String put(String data) {
		return member(
				call("PutRecord",
						"{'StreamName':'orders','PartitionKey':'k','ExplicitHashKey':'0','Data':'" + data + "'}"),
				"SequenceNumber");
	}

	private String read(String iterator) {
		return call("GetRecords", "{'ShardIterator':'" + iterator + "'}");
	}

	@Test
	void iteratorExpiresAfterFiveMinutes() {
		String iterator = iterator("LATEST", "");
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(read(iterator)).contains("NextShardIterator");
		this.clock.advance(Duration.ofSeconds(1));
		assertRefusal("GetRecords", "{'ShardIterator':'" + iterator + "'}", "ExpiredIteratorException").isEqualTo(
				"Iterator expired. The iterator was created at time Fri Jan 02 03:04:05 UTC 2026 while right now "
						+ "it is Fri Jan 02 03:09:06 UTC 2026 which is further in the future than the tolerated delay of "
						+ "300000 milliseconds.");
	}

	@Test
	void iteratorsOfAllTypesStartWhereTheyPromise() {
		put("AAAA");
		this.clock.advance(Duration.ofSeconds(10));
		String second = put("BBBB");
		String latest = iterator("LATEST", "");
		this.clock.advance(Duration.ofSeconds(10));
		put("CCCC");
		String at = ",'StartingSequenceNumber':'" + second + "'";
		assertThat(read(iterator("TRIM_HORIZON", ""))).contains("AAAA", "BBBB", "CCCC");
		assertThat(read(iterator("AT_SEQUENCE_NUMBER", at))).contains("BBBB", "CCCC").doesNotContain("AAAA");
		assertThat(read(iterator("AFTER_SEQUENCE_NUMBER", at))).contains("CCCC").doesNotContain("BBBB");
		assertThat(read(latest)).contains("CCCC").doesNotContain("BBBB");
		assertThat(read(iterator("AT_TIMESTAMP", ",'Timestamp':1767323046"))).contains("BBBB", "CCCC")
			.doesNotContain("AAAA");
		assertThat(read(iterator("AT_TIMESTAMP", ",'Timestamp':1767323045.678"))).contains("AAAA");
	}

	@Test
	void readerThatLagsBehindIsToldHowFar() {
		put("AAAA");
		put("BBBB");
		this.clock.advance(Duration.ofSeconds(7));
		String first = call("GetRecords", "{'Limit':1,'ShardIterator':'" + iterator("TRIM_HORIZON", "") + "'}");
		assertThat(first).contains("'MillisBehindLatest':7000", "AAAA").doesNotContain("BBBB");
		assertThat(read(member(first, "NextShardIterator"))).contains("'MillisBehindLatest':0", "BBBB");
	}

	@Test
	void recordsAreGoneAfterADay() {
		put("AAAA");
		this.clock.advance(Duration.ofHours(24).plusMillis(1));
		put("BBBB");
		assertThat(read(iterator("TRIM_HORIZON", ""))).contains("BBBB").doesNotContain("AAAA");
	}

	@Test
	void startOfAShardIsAPlaceToReadFrom() {
		put("AAAA");
		String start = member(call("ListShards", "{'StreamName':'orders','MaxResults':1}"), "StartingSequenceNumber");
		String at = ",'StartingSequenceNumber':'" + start + "'";
		assertThat(read(iterator("AT_SEQUENCE_NUMBER", at))).contains("AAAA");
		assertThat(read(iterator("AFTER_SEQUENCE_NUMBER", at))).contains("AAAA");
	}

	@Test
	void iteratorOfADeletedStreamDoesNotReadItsSuccessor() {
		String iterator = iterator("LATEST", "");
		call("DeleteStream", "{'StreamARN':'" + ARN + "orders'}");
		assertRefusal("GetRecords", "{'ShardIterator':'" + iterator + "'}", "ResourceNotFoundException")
			.isEqualTo("Shard shardId-000000000000 in stream orders under account 000000000000 does not exist");
		this.service.createStream("orders", 2);
		assertRefusal("GetRecords", "{'ShardIterator':'" + iterator + "'}", "ResourceNotFoundException");
	}

	@Test
	void shardsOfAStreamThatIsBeingDeletedAreNotCounted() {
		KinesisService slow = TestServices.kinesis(this.clock, Duration.ofMinutes(1));
		slow.createStream("orders", 2);
		slow.createStream("clicks", 3);
		TestServices.call(slow, "DeleteStream", "{'StreamName':'orders'}");
		assertThat(TestServices.call(slow, "DescribeStreamSummary", "{'StreamName':'orders'}")).contains("DELETING");
		assertThat(TestServices.call(slow, "DescribeLimits", "{}")).contains("'OpenShardCount':3");
	}

	@Test
	void numbersOfADeletedStreamAreNotThoseOfItsSuccessor() {
		String last = put("AAAA");
		call("DeleteStream", "{'StreamName':'orders'}");
		this.service.createStream("orders", 2);
		put("BBBB");
		assertRefusal("GetShardIterator",
				"{'StreamName':'orders','ShardId':'0','ShardIteratorType':'AFTER_SEQUENCE_NUMBER',"
						+ "'StartingSequenceNumber':'" + last + "'}",
				"InvalidArgumentException")
			.endsWith("is invalid because it did not come from this stream.");
	}

	@Test
	void numbersOfADeletedShardsChildrenAreNotThoseOfItsNamesakes() {
		call("UpdateShardCount", "{'StreamName':'orders','TargetShardCount':4,'ScalingType':'UNIFORM_SCALING'}");
		String child = put("AAAA");
		call("DeleteStream", "{'StreamName':'orders'}");
		this.service.createStream("orders", 4);
		call("PutRecord", "{'StreamName':'orders','PartitionKey':'k','Data':'BBBB',"
				+ "'ExplicitHashKey':'170141183460469231731687303715884105728'}");
		assertRefusal("GetShardIterator",
				"{'StreamName':'orders','ShardId':'2','ShardIteratorType':'AFTER_SEQUENCE_NUMBER',"
						+ "'StartingSequenceNumber':'" + child + "'}",
				"InvalidArgumentException")
			.endsWith("is invalid because it did not come from this stream.");
	}

	@Test
	void tokenOfAListExpiresAfterFiveMinutes() {
		String first = call("ListShards", "{'StreamName':'orders','MaxResults':1}");
		assertThat(first).contains("shardId-000000000000").doesNotContain("shardId-000000000001");
		String next = "{'NextToken':'" + member(first, "NextToken") + "'}";
		assertThat(call("ListShards", next)).contains("shardId-000000000001").doesNotContain("NextToken");
		this.clock.advance(Duration.ofMinutes(6));
		assertRefusal("ListShards", next, "ExpiredNextTokenException");
	}

	@Test
	void tokenOfAListDoesNotGoOnInASuccessorOfTheStream() {
		String first = call("ListShards",
				"{'StreamName':'orders','MaxResults':1,'StreamCreationTimestamp':1767323045}");
		call("DeleteStream", "{'StreamName':'orders'}");
		this.service.createStream("orders", 2);
		assertRefusal("ListShards", "{'NextToken':'" + member(first, "NextToken") + "'}", "InvalidArgumentException")
			.isEqualTo("Invalid NextToken.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shardId-000000000000", "shardId-0", "0" })
	void listOfShardsBeginsAfterAShardHoweverItIsNamed(String shardId) {
		String start = "'ExclusiveStartShardId':'" + shardId + "'";
		String filter = "'ShardFilter':{'Type':'AFTER_SHARD_ID','ShardId':'" + shardId + "'}";
		assertThat(List.of(call("ListShards", "{'StreamName':'orders'," + start + "}"),
				call("ListShards", "{'StreamName':'orders'," + filter + "}"),
				call("DescribeStream", "{'StreamName':'orders'," + start + "}")))
			.allSatisfy((answer) -> assertThat(answer).contains("shardId-000000000001")
				.doesNotContain("shardId-000000000000"));
	}

	@Test
	void streamsAreListedPageByPageInTheOrderOfTheirNames() {
		this.service.createStream("alpha", 1);
		this.service.createStream("zulu", 1);
		String first = call("ListStreams", "{'Limit':2}");
		assertThat(first).contains("'StreamNames':['alpha','orders']", "'HasMoreStreams':true");
		String second = call("ListStreams", "{'NextToken':'" + member(first, "NextToken") + "'}");
		assertThat(second).contains("'StreamNames':['zulu']", "'HasMoreStreams':false").doesNotContain("NextToken");
		assertThat(call("ListStreams", "{'ExclusiveStartStreamName':'orders'}")).isEqualTo(second);
		assertRefusal("ListStreams", "{'NextToken':'x'}", "InvalidArgumentException").isEqualTo("Invalid NextToken.");
		this.clock.advance(Duration.ofMinutes(6));
		assertRefusal("ListStreams", "{'NextToken':'" + member(first, "NextToken") + "'}", "ExpiredNextTokenException");
	}

	@Test
	void shardsAreDescribedPageByPage() {
		String first = call("DescribeStream", "{'StreamName':'orders','Limit':1}");
		assertThat(first).contains("shardId-000000000000", "'HasMoreShards':true")
			.doesNotContain("shardId-000000000001");
		assertThat(call("DescribeStream", "{'StreamName':'orders','ExclusiveStartShardId':'shardId-000000000000'}"))
			.contains("shardId-000000000001", "'HasMoreShards':false");
	}

	@Test
	void onDemandStreamHasFourShards() {
		call("CreateStream", "{'StreamName':'elastic','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
		assertThat(call("DescribeStreamSummary", "{'StreamName':'elastic'}"))
			.isEqualTo("{'StreamDescriptionSummary':{'StreamName':'elastic','StreamARN':'" + ARN
					+ "elastic','StreamStatus':'ACTIVE','StreamModeDetails':{'StreamMode':'ON_DEMAND'},"
					+ "'StreamCreationTimestamp':1767323045.678,'RetentionPeriodHours':24,"
					+ "'EnhancedMonitoring':[{'ShardLevelMetrics':[]}],'EncryptionType':'NONE','OpenShardCount':4,"
					+ "'ConsumerCount':0,'MaxRecordSizeInKiB':1024}}");
	}

	@Test
	void nameAndArnOfDifferentStreamsAreRefused() {
		assertRefusal("DescribeStream", "{'StreamName':'other','StreamARN':'" + ARN + "orders'}",
				"InvalidArgumentException");
	}

	@Test
	void numberOfAnEarlierRecordOrdersALaterOne() {
		String first = put("AAAA");
		String second = member(call("PutRecord",
				"{'StreamName':'orders','PartitionKey':'k','ExplicitHashKey':'0','Data':'BBBB','SequenceNumberForOrdering':'"
						+ first + "'}"),
				"SequenceNumber");
		assertThat(second).isGreaterThan(first);
	}

}
