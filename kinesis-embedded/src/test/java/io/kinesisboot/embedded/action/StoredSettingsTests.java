package io.kinesisboot.embedded.action;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.TestServices;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResourceActions}, {@link SettingActions} and {@link AccountActions}:
 * what is stored beside records, and the words of refusals.
 */
class StoredSettingsTests {

	private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

	private static final String KEY = "12345678-1234-1234-1234-123456789012";

	private final MovableClock clock = TestClocks.standing();

	private final KinesisService service = TestServices.kinesis(this.clock);

	@BeforeEach
	void createStream() {
		this.service.createStream("orders", 2);
	}

	private String call(String action, String json) {
		return TestServices.call(this.service, action, json);
	}

	private void assertRefusal(String action, String json, String type, String message) {
		TestServices.assertRefusal(this.service, action, json, type).isEqualTo(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					AddTagsToStream|{'StreamName':'orders'}|Value null at 'tags' failed to satisfy constraint: Member must not be null
					AddTagsToStream|{'StreamName':'orders','Tags':{}}|Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1
					AddTagsToStream|{'StreamName':'orders','Tags':{'':'1'}}|Value '{=1}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]
					RemoveTagsFromStream|{'StreamName':'orders'}|Value null at 'tagKeys' failed to satisfy constraint: Member must not be null
					RemoveTagsFromStream|{'StreamName':'orders','TagKeys':[]}|Value '[]' at 'tagKeys' failed to satisfy constraint: Member must have length greater than or equal to 1
					RemoveTagsFromStream|{'StreamName':'orders','TagKeys':['a','']}|Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]
					ListTagsForStream|{'StreamName':'orders','Limit':51}|Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50
					ListTagsForResource|{}|Value null at 'resourceARN' failed to satisfy constraint: Member must not be null
					ListTagsForResource|{'ResourceARN':'orders'}|`Value 'orders' at 'resourceARN' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+`
					PutResourcePolicy|{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders'}|Value null at 'policy' failed to satisfy constraint: Member must not be null
					StartStreamEncryption|{'StreamName':'orders','KeyId':'alias/aws/kinesis'}|Value null at 'encryptionType' failed to satisfy constraint: Member must not be null
					StopStreamEncryption|{'StreamName':'orders','EncryptionType':'KMS'}|Value null at 'keyId' failed to satisfy constraint: Member must not be null
					EnableEnhancedMonitoring|{'StreamName':'orders'}|Value null at 'shardLevelMetrics' failed to satisfy constraint: Member must not be null
					EnableEnhancedMonitoring|{'StreamName':'orders','ShardLevelMetrics':['Weight']}|Value '[Weight]' at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [IncomingBytes, IncomingRecords, OutgoingBytes, OutgoingRecords, WriteProvisionedThroughputExceeded, ReadProvisionedThroughputExceeded, IteratorAgeMilliseconds, ALL]]
					UpdateMaxRecordSize|{'StreamARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders','MaxRecordSizeInKiB':1023}|Value '1023' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value greater than or equal to 1024
					UpdateMaxRecordSize|{'StreamARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders','MaxRecordSizeInKiB':10241}|Value '10241' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value less than or equal to 10240
					CreateStream|{'StreamName':'other','ShardCount':1,'MaxRecordSizeInKiB':1}|Value '1' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value greater than or equal to 1024
					UpdateAccountSettings|{}|Value null at 'minimumThroughputBillingCommitment' failed to satisfy constraint: Member must not be null
					UpdateAccountSettings|{'MinimumThroughputBillingCommitment':{'Status':'MAYBE'}}|Value 'MAYBE' at 'minimumThroughputBillingCommitment.status' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]
					""",
			quoteCharacter = '`')
	void violationIsToldInTheServicesWords(String action, String json, String violation) {
		assertRefusal(action, json, "ValidationException", "1 validation error detected: " + violation);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					AddTagsToStream|{'StreamName':'orders','Tags':{'a;b':'1'}}|InvalidArgumentException|Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . : / = + - @.
					AddTagsToStream|{'StreamName':'orders','Tags':{'a':'100%'}}|InvalidArgumentException|Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . : / = + - @.
					CreateStream|{'StreamName':'other','ShardCount':1,'Tags':{'AWS:cost':'1'}}|InvalidArgumentException|aws: prefixed tag key names are not allowed for external use.
					UntagResource|{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders','TagKeys':['aws:cost']}|InvalidArgumentException|aws: prefixed tag key names are not allowed for external use.
					AddTagsToStream|{'StreamName':'none','Tags':{'a':'1'}}|ResourceNotFoundException|Stream none under account 000000000000 not found.
					TagResource|{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:stream/none','Tags':{'a':'1'}}|ResourceNotFoundException|Stream none under account 000000000000 not found.
					TagResource|{'ResourceARN':'arn:aws:kinesis:us-west-2:000000000000:stream/orders','Tags':{'a':'1'}}|ResourceNotFoundException|Stream ARN arn:aws:kinesis:us-west-2:000000000000:stream/orders not found.
					ListTagsForResource|{'ResourceARN':'arn:aws:kinesis:us-west-2:000000000000:stream/orders/consumer/app:1'}|ResourceNotFoundException|Consumer ARN arn:aws:kinesis:us-west-2:000000000000:stream/orders/consumer/app:1 not found.
					ListTagsForResource|{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders/consumer/app:1'}|ResourceNotFoundException|Consumer ARN arn:aws:kinesis:us-east-1:000000000000:stream/orders/consumer/app:1 not found.
					ListTagsForStream|{'StreamARN':'arn:aws:kinesis:us-east-1:111111111111:stream/orders'}|AccessDeniedException|User: arn:aws:iam::000000000000:root is not authorized to access resource: arn:aws:kinesis:us-east-1:111111111111:stream/orders because no resource-based policy allows it
					PutResourcePolicy|{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders','Policy':'[]'}|InvalidArgumentException|The resource policy is not a valid JSON object.
					PutResourcePolicy|{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders','Policy':''}|InvalidArgumentException|The resource policy is not a valid JSON object.
					GetResourcePolicy|{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders'}|ResourceNotFoundException|No resource policy found for resource ARN arn:aws:kinesis:us-east-1:000000000000:stream/orders.
					DeleteResourcePolicy|{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:stream/orders'}|ResourceNotFoundException|No resource policy found for resource ARN arn:aws:kinesis:us-east-1:000000000000:stream/orders.
					StartStreamEncryption|{'StreamName':'orders','EncryptionType':'NONE','KeyId':'alias/aws/kinesis'}|InvalidArgumentException|KMS is the only valid EncryptionType for this request.
					""",
			quoteCharacter = '`')
	void refusalIsToldInTheServicesWords(String action, String json, String type, String message) {
		assertRefusal(action, json, type, message);
	}

	@Test
	void tagsAreListedPageByPageInTheOrderOfTheirKeys() {
		call("AddTagsToStream", "{'StreamName':'orders','Tags':{'c':'3','a':'1','ü 0_.:/=+-@':'','b':'2'}}");
		call("TagResource", "{'ResourceARN':'" + ARN + "orders','Tags':{'b':'two'}}");
		assertThat(call("ListTagsForStream", "{'StreamARN':'" + ARN + "orders','Limit':2}"))
			.isEqualTo("{'Tags':[{'Key':'a','Value':'1'},{'Key':'b','Value':'two'}],'HasMoreTags':true}");
		assertThat(call("ListTagsForStream", "{'StreamName':'orders','ExclusiveStartTagKey':'b'}"))
			.isEqualTo("{'Tags':[{'Key':'c','Value':'3'},{'Key':'ü 0_.:/=+-@','Value':''}],'HasMoreTags':false}");
		call("RemoveTagsFromStream", "{'StreamName':'orders','TagKeys':['a','unknown']}");
		call("UntagResource", "{'ResourceARN':'" + ARN + "orders','TagKeys':['ü 0_.:/=+-@']}");
		assertThat(call("ListTagsForResource", "{'ResourceARN':'" + ARN + "orders'}"))
			.isEqualTo("{'Tags':[{'Key':'b','Value':'two'},{'Key':'c','Value':'3'}]}");
	}

	@Test
	void streamHasFiftyTagsAtMost() {
		String failure = "Failed to add tags to stream %s under account 000000000000 because a given stream cannot have "
				+ "more than 50 tags associated with it.";
		assertRefusal("CreateStream", "{'StreamName':'other','ShardCount':1,'Tags':" + tags(51) + "}",
				"InvalidArgumentException", failure.formatted("other"));
		assertRefusal("DescribeStreamSummary", "{'StreamName':'other'}", "ResourceNotFoundException",
				"Stream other under account 000000000000 not found.");
		call("CreateStream", "{'StreamName':'other','ShardCount':1,'Tags':" + tags(50) + "}");
		call("AddTagsToStream", "{'StreamName':'other','Tags':{'tag-1':'again'}}");
		assertRefusal("TagResource", "{'ResourceARN':'" + ARN + "other','Tags':{'tag-1':'x','more':'1'}}",
				"InvalidArgumentException", failure.formatted("other"));
		assertThat(call("ListTagsForStream", "{'StreamName':'other'}")).contains("{'Key':'tag-1','Value':'again'}")
			.contains("'HasMoreTags':false");
	}

	private static String tags(int count) {
		return IntStream.range(0, count)
			.mapToObj((number) -> "'tag-" + number + "':'value'")
			.collect(Collectors.joining(",", "{", "}"));
	}

	@Test
	void tagsOfADeletedStreamAreNotItsSuccessors() {
		call("AddTagsToStream", "{'StreamName':'orders','Tags':{'a':'1'}}");
		call("DeleteStream", "{'StreamName':'orders'}");
		this.service.createStream("orders", 1);
		assertThat(call("ListTagsForStream", "{'StreamName':'orders'}")).isEqualTo("{'Tags':[],'HasMoreTags':false}");
	}

	@Test
	void consumersHaveTagsAndPoliciesOfTheirOwn() {
		call("RegisterStreamConsumer", "{'StreamARN':'" + ARN + "orders','ConsumerName':'app','Tags':{'a':'1'}}");
		String arn = "'ResourceARN':'" + ARN + "orders/consumer/app:1767323045'";
		call("TagResource", "{" + arn + ",'Tags':{'b':'2'}}");
		call("UntagResource", "{" + arn + ",'TagKeys':['a']}");
		assertThat(call("ListTagsForResource", "{" + arn + "}")).isEqualTo("{'Tags':[{'Key':'b','Value':'2'}]}");
		call("PutResourcePolicy", "{" + arn + ",'Policy':'{}'}");
		assertThat(call("GetResourcePolicy", "{" + arn + "}")).isEqualTo("{'Policy':'{}'}");
		assertThat(call("ListTagsForStream", "{'StreamName':'orders'}")).contains("'Tags':[]");
	}

	@Test
	void policyIsKeptAsItCameUntilItIsDeleted() {
		String arn = "'ResourceARN':'" + ARN + "orders'";
		call("PutResourcePolicy", "{" + arn + ",'Policy':'{ }'}");
		assertThat(call("GetResourcePolicy", "{" + arn + "}")).isEqualTo("{'Policy':'{ }'}");
		assertThat(call("DeleteResourcePolicy", "{" + arn + "}")).isEqualTo("{}");
		assertRefusal("GetResourcePolicy", "{" + arn + "}", "ResourceNotFoundException",
				"No resource policy found for resource ARN " + ARN + "orders.");
	}

	@Test
	void policyHasTwentyKibibytesAtMost() {
		String arn = "'ResourceARN':'" + ARN + "orders'";
		String spaces = " ".repeat(20 * 1024 - 2);
		call("PutResourcePolicy", "{" + arn + ",'Policy':'{" + spaces + "}'}");
		assertRefusal("PutResourcePolicy", "{" + arn + ",'Policy':'{" + spaces + " }'}", "InvalidArgumentException",
				"The resource policy has 20481 bytes and exceeds the limit of 20480 bytes.");
		assertThat(call("GetResourcePolicy", "{" + arn + "}")).isEqualTo("{'Policy':'{" + spaces + "}'}");
	}

	@Test
	void recordsTellWhetherTheyWereEncryptedWhenTheyWerePut() {
		String put = "{'StreamName':'orders','PartitionKey':'k','ExplicitHashKey':'0','Data':''}";
		String batch = "{'StreamName':'orders','Records':[{'PartitionKey':'k','ExplicitHashKey':'0','Data':''}]}";
		assertThat(call("PutRecord", put)).doesNotContain("EncryptionType");
		call("StartStreamEncryption", "{'StreamName':'orders','EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}");
		assertThat(call("DescribeStream", "{'StreamName':'orders'}"))
			.contains("'EncryptionType':'KMS','KeyId':'alias/aws/kinesis'");
		assertThat(call("PutRecord", put)).endsWith(",'EncryptionType':'KMS'}");
		assertThat(call("PutRecords", batch)).endsWith("}],'EncryptionType':'KMS'}");
		call("StopStreamEncryption", "{'StreamName':'orders','EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}");
		assertThat(call("PutRecords", batch)).doesNotContain("EncryptionType");
		assertThat(call("DescribeStreamSummary", "{'StreamName':'orders'}")).contains("'EncryptionType':'NONE'")
			.doesNotContain("KeyId");
		String iterator = call("GetShardIterator",
				"{'StreamName':'orders','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}");
		String records = call("GetRecords", iterator);
		assertThat(records.split("'PartitionKey':'k'", -1))
			.extracting((text) -> text.startsWith(",'EncryptionType':'KMS'"))
			.containsExactly(false, false, true, true, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { KEY, "mrk-1234567890abcdef1234567890abcdef", "alias/orders",
			"arn:aws:kms:us-east-1:123456789012:key/" + KEY, "arn:aws-cn:kms:cn-north-1:123456789012:alias/orders" })
	void keysAreNamedInAllFormsOfTheService(String keyId) {
		call("StartStreamEncryption", "{'StreamName':'orders','EncryptionType':'KMS','KeyId':'" + keyId + "'}");
		assertThat(call("DescribeStreamSummary", "{'StreamName':'orders'}")).contains("'KeyId':'" + keyId + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "12345678", "alias/", "arn:aws:kms:us-east-1:123456789012:key/orders",
			"arn:aws:iam:us-east-1:123456789012:alias/orders" })
	void keyInNoneOfTheFormsIsRefused(String keyId) {
		assertRefusal("StartStreamEncryption", "{'StreamName':'orders','EncryptionType':'KMS','KeyId':'" + keyId + "'}",
				"InvalidArgumentException", "Invalid KeyId '" + keyId
						+ "'. It must be the id or the ARN of a key, or the name or the ARN of an alias.");
	}

	@Test
	void metricsAreSwitchedOnAndOff() {
		assertThat(call("EnableEnhancedMonitoring",
				"{'StreamName':'orders','ShardLevelMetrics':['OutgoingBytes','IncomingBytes']}"))
			.isEqualTo("{'StreamName':'orders','CurrentShardLevelMetrics':[],'DesiredShardLevelMetrics':"
					+ "['IncomingBytes','OutgoingBytes'],'StreamARN':'" + ARN + "orders'}");
		assertThat(call("DescribeStream", "{'StreamName':'orders'}"))
			.contains("'EnhancedMonitoring':[{'ShardLevelMetrics':['IncomingBytes','OutgoingBytes']}]");
		assertThat(call("DisableEnhancedMonitoring",
				"{'StreamARN':'" + ARN + "orders','ShardLevelMetrics':['OutgoingBytes','OutgoingRecords']}"))
			.contains("'CurrentShardLevelMetrics':['IncomingBytes','OutgoingBytes'],'DesiredShardLevelMetrics':"
					+ "['IncomingBytes']");
		assertThat(call("EnableEnhancedMonitoring", "{'StreamName':'orders','ShardLevelMetrics':['ALL']}"))
			.contains("'DesiredShardLevelMetrics':['IncomingBytes','IncomingRecords','OutgoingBytes','OutgoingRecords',"
					+ "'WriteProvisionedThroughputExceeded','ReadProvisionedThroughputExceeded',"
					+ "'IteratorAgeMilliseconds']");
		assertThat(call("DisableEnhancedMonitoring", "{'StreamName':'orders','ShardLevelMetrics':['ALL']}"))
			.contains("'DesiredShardLevelMetrics':[]");
	}

	@Test
	void limitsCountWhatThereIs() {
		call("CreateStream", "{'StreamName':'elastic','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
		assertThat(call("DescribeLimits", "{}")).isEqualTo(
				"{'ShardLimit':20000,'OpenShardCount':6," + "'OnDemandStreamCount':1,'OnDemandStreamCountLimit':50}");
	}

	@Test
	void commitmentLastsADayAtLeast() {
		assertThat(call("DescribeAccountSettings", "{}"))
			.isEqualTo("{'MinimumThroughputBillingCommitment':{'Status':'DISABLED'}}");
		String began = "'StartedAt':1767323045.678";
		assertThat(commit("ENABLED")).contains("'Status':'ENABLED'", began, "'EarliestAllowedEndAt':1767409445.678");
		this.clock.advance(Duration.ofHours(1));
		assertThat(commit("ENABLED")).contains("'Status':'ENABLED'", began);
		assertThat(commit("DISABLED")).contains("'Status':'ENABLED_UNTIL_EARLIEST_ALLOWED_END'", began);
		this.clock.advance(Duration.ofHours(23));
		assertThat(call("DescribeAccountSettings", "{}")).contains("'Status':'DISABLED'", began,
				"'EndedAt':1767409445.678");
		assertThat(commit("ENABLED")).contains("'Status':'ENABLED'", "'StartedAt':1767409445.678");
		this.clock.advance(Duration.ofDays(3));
		assertThat(commit("DISABLED")).contains("'Status':'DISABLED'", "'EndedAt':1767668645.678");
	}

	private String commit(String status) {
		return call("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'" + status + "'}}");
	}

	@Test
	void commitmentThatIsEndedEarlyCanBeTakenUpAgain() {
		commit("ENABLED");
		commit("DISABLED");
		assertThat(commit("ENABLED")).contains("'Status':'ENABLED'", "'StartedAt':1767323045.678");
	}

}
