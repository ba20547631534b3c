package io.kinesisboot.embedded.action;

import java.time.Duration;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.TestServices;
import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.time.MovableClock;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsumerActions}, without HTTP.
 */
class ConsumerActionsTests {

	private static final String STREAM_ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

	/** The clock stands at this second. */
	private static final String CONSUMER_ARN = STREAM_ARN + "/consumer/reader:1767323045";

	private final MovableClock clock = TestClocks.standing();

	private final KinesisService service = TestServices.kinesis(this.clock);

	@BeforeEach
	void createStreamWithConsumer() {
		this.service.createStream("orders", 1);
		call("RegisterStreamConsumer", "{'StreamARN':'STREAM_ARN','ConsumerName':'reader'}");
	}

	private String call(String action, String json) {
		return TestServices.call(this.service, action, withArns(json));
	}

	private AbstractStringAssert<?> assertRefusal(String action, String json, String type) {
		return TestServices.assertRefusal(this.service, action, withArns(json), type);
	}

	private static String withArns(String json) {
		return json.replace("STREAM_ARN", STREAM_ARN).replace("CONSUMER_ARN", CONSUMER_ARN);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					RegisterStreamConsumer|{'StreamARN':'STREAM_ARN'}|ValidationException|1 validation error detected: Value null at 'consumerName' failed to satisfy constraint: Member must not be null
					RegisterStreamConsumer|{'StreamARN':'STREAM_ARN','ConsumerName':'a b'}|ValidationException|1 validation error detected: Value 'a b' at 'consumerName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+
					RegisterStreamConsumer|{'StreamARN':'STREAM_ARN','ConsumerName':'reader'}|ResourceInUseException|Consumer reader under stream orders already exists for account 000000000000.
					RegisterStreamConsumer|{'StreamARN':'STREAM_ARNs','ConsumerName':'reader'}|ResourceNotFoundException|Stream orderss under account 000000000000 not found.
					DescribeStreamConsumer|{'StreamARN':'STREAM_ARN'}|InvalidArgumentException|Either ConsumerARN or both StreamARN and ConsumerName should be provided.
					DescribeStreamConsumer|{'StreamARN':'STREAM_ARN','ConsumerName':'none'}|ResourceNotFoundException|Consumer none under stream orders not found for account 000000000000.
					DescribeStreamConsumer|{'ConsumerARN':'CONSUMER_ARN6'}|ResourceNotFoundException|Consumer arn:aws:kinesis:us-east-1:000000000000:stream/orders/consumer/reader:17673230456 not found for account 000000000000.
					DescribeStreamConsumer|{'ConsumerARN':'CONSUMER_ARN','ConsumerName':'other'}|InvalidArgumentException|ConsumerName other and ConsumerARN do not name the same consumer.
					DeregisterStreamConsumer|{'ConsumerARN':'CONSUMER_ARN','StreamARN':'STREAM_ARNs'}|InvalidArgumentException|StreamARN arn:aws:kinesis:us-east-1:000000000000:stream/orderss and ConsumerARN do not name the same consumer.
					DeregisterStreamConsumer|{'ConsumerARN':'reader'}|ValidationException|1 validation error detected: Value 'reader' at 'consumerARN' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+
					ListStreamConsumers|{}|ValidationException|1 validation error detected: Value null at 'streamARN' failed to satisfy constraint: Member must not be null
					ListStreamConsumers|{'StreamARN':'STREAM_ARN','NextToken':'x'}|InvalidArgumentException|Invalid NextToken.
					ListStreamConsumers|{'StreamARN':'STREAM_ARN','NextToken':'x','StreamCreationTimestamp':1767323045}|InvalidArgumentException|NextToken and StreamCreationTimestamp cannot be provided together.
					ListStreamConsumers|{'StreamARN':'STREAM_ARN','StreamCreationTimestamp':1767323044}|ResourceNotFoundException|Stream orders under account 000000000000 with creation timestamp 2026-01-02T03:04:04Z not found.
					SubscribeToShard|{'ConsumerARN':'CONSUMER_ARN','ShardId':'shardId-000000000000'}|ValidationException|1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null
					SubscribeToShard|{'ConsumerARN':'CONSUMER_ARN','ShardId':'shardId-000000000000','StartingPosition':{}}|ValidationException|1 validation error detected: Value null at 'startingPosition.type' failed to satisfy constraint: Member must not be null
					SubscribeToShard|{'ConsumerARN':'CONSUMER_ARN6','ShardId':'shardId-000000000000','StartingPosition':{'Type':'LATEST'}}|ResourceNotFoundException|Consumer arn:aws:kinesis:us-east-1:000000000000:stream/orders/consumer/reader:17673230456 not found for account 000000000000.
					SubscribeToShard|{'ConsumerARN':'CONSUMER_ARN','ShardId':'shardId-000000000001','StartingPosition':{'Type':'LATEST'}}|ResourceNotFoundException|Shard shardId-000000000001 in stream orders under account 000000000000 does not exist
					SubscribeToShard|{'ConsumerARN':'CONSUMER_ARN','ShardId':'shardId-000000000000','StartingPosition':{'Type':'AT_TIMESTAMP','Timestamp':1767323046}}|InvalidArgumentException|The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: 1767323046000, currentTimestampInMillis: 1767323045678
					DescribeStreamConsumer|{'ConsumerARN':'arn:aws:kinesis:us-east-1:111111111111:stream/orders/consumer/reader:1767323045'}|AccessDeniedException|User: arn:aws:iam::000000000000:root is not authorized to access resource: arn:aws:kinesis:us-east-1:111111111111:stream/orders/consumer/reader:1767323045 because no resource-based policy allows it
					DescribeStreamConsumer|{'ConsumerARN':'arn:aws:kinesis:us-west-2:000000000000:stream/orders/consumer/reader:1767323045'}|ResourceNotFoundException|Consumer ARN arn:aws:kinesis:us-west-2:000000000000:stream/orders/consumer/reader:1767323045 not found.
					SubscribeToShard|{'ConsumerARN':'arn:aws:kinesis:us-east-1:111111111111:stream/orders/consumer/reader:1767323045','ShardId':'shardId-000000000000','StartingPosition':{'Type':'LATEST'}}|AccessDeniedException|User: arn:aws:iam::000000000000:root is not authorized to access resource: arn:aws:kinesis:us-east-1:111111111111:stream/orders/consumer/reader:1767323045 because no resource-based policy allows it
					DeleteStream|{'StreamARN':'STREAM_ARN'}|ResourceInUseException|DeleteStream can't delete 000000000000:orders because there are consumers associated with this data stream. To delete orders anyway, set the EnforceConsumerDeletion parameter to true to force the deletion of all the consumers that are associated with it.
					""")
	void badCallIsRefusedInTheServicesWords(String action, String json, String type, String message) {
		assertRefusal(action, json, type).isEqualTo(message);
	}

	@Test
	void consumerIsDescribedHoweverItIsNamed() {
		String description = "{'ConsumerDescription':{'ConsumerName':'reader','ConsumerARN':'" + CONSUMER_ARN
				+ "','ConsumerStatus':'ACTIVE','ConsumerCreationTimestamp':1767323045.678,'StreamARN':'" + STREAM_ARN
				+ "'}}";
		assertThat(call("DescribeStreamConsumer", "{'ConsumerARN':'CONSUMER_ARN'}")).isEqualTo(description);
		assertThat(call("DescribeStreamConsumer", "{'StreamARN':'STREAM_ARN','ConsumerName':'reader'}"))
			.isEqualTo(description);
		assertThat(call("DescribeStreamConsumer",
				"{'StreamARN':'STREAM_ARN','ConsumerName':'reader','ConsumerARN':'CONSUMER_ARN'}"))
			.isEqualTo(description);
	}

	@Test
	void consumerHasTagsAndAPolicyOfItsOwn() {
		call("RegisterStreamConsumer", "{'StreamARN':'STREAM_ARN','ConsumerName':'tagged','Tags':{'team':'a'}}");
		String tagged = "{'ResourceARN':'" + STREAM_ARN + "/consumer/tagged:1767323045'";
		call("TagResource", tagged + ",'Tags':{'stage':'test'}}");
		call("PutResourcePolicy", tagged + ",'Policy':'{}'}");
		assertThat(call("ListTagsForResource", tagged + "}"))
			.isEqualTo("{'Tags':[{'Key':'stage','Value':'test'},{'Key':'team','Value':'a'}]}");
		assertThat(call("GetResourcePolicy", tagged + "}")).isEqualTo("{'Policy':'{}'}");
		assertThat(call("ListTagsForResource", "{'ResourceARN':'CONSUMER_ARN'}")).isEqualTo("{'Tags':[]}");
		assertThat(call("ListTagsForResource", "{'ResourceARN':'STREAM_ARN'}")).isEqualTo("{'Tags':[]}");
	}

	@Test
	void deregisteredConsumerIsGoneAndItsNameFree() {
		call("DeregisterStreamConsumer", "{'StreamARN':'STREAM_ARN','ConsumerName':'reader'}");
		assertThat(call("ListStreamConsumers", "{'StreamARN':'STREAM_ARN'}")).isEqualTo("{'Consumers':[]}");
		assertThat(call("DescribeStreamSummary", "{'StreamARN':'STREAM_ARN'}")).contains("'ConsumerCount':0");
		call("RegisterStreamConsumer", "{'StreamARN':'STREAM_ARN','ConsumerName':'reader'}");
		assertThat(call("DescribeStreamSummary", "{'StreamARN':'STREAM_ARN'}")).contains("'ConsumerCount':1");
	}

	@Test
	void consumersAreListedByPages() {
		call("RegisterStreamConsumer", "{'StreamARN':'STREAM_ARN','ConsumerName':'another'}");
		call("RegisterStreamConsumer", "{'StreamARN':'STREAM_ARN','ConsumerName':'third'}");
		String first = call("ListStreamConsumers",
				"{'StreamARN':'STREAM_ARN','MaxResults':2,'StreamCreationTimestamp':1767323045}");
		assertThat(names(first)).containsExactly("another", "reader");
		String next = "{'StreamARN':'STREAM_ARN','NextToken':'" + first.replaceAll(".*'NextToken':'([^']*)'.*", "$1")
				+ "'}";
		assertThat(names(call("ListStreamConsumers", next))).containsExactly("third");
		this.clock.advance(Duration.ofMinutes(6));
		assertRefusal("ListStreamConsumers", next, "ExpiredNextTokenException")
			.isEqualTo("NextToken has expired: it lives for 300 seconds.");
	}

	private static String[] names(String json) {
		return Pattern.compile("'ConsumerName':'([^']*)'")
			.matcher(json)
			.results()
			.map((match) -> match.group(1))
			.toArray(String[]::new);
	}

	@Test
	void streamIsDeletedWithItsConsumersIfThatIsEnforced() {
		call("DeleteStream", "{'StreamARN':'STREAM_ARN','EnforceConsumerDeletion':true}");
		assertRefusal("DescribeStreamConsumer", "{'ConsumerARN':'CONSUMER_ARN'}", "ResourceNotFoundException");
		this.service.createStream("orders", 1);
		assertThat(call("ListStreamConsumers", "{'StreamARN':'STREAM_ARN'}")).isEqualTo("{'Consumers':[]}");
	}

	@Test
	void subscriptionIsAnsweredWithAnEventStream() {
		RequestBody parameters = TestServices.parameters(withArns(
				"{'ConsumerARN':'CONSUMER_ARN','ShardId':'shardId-000000000000','StartingPosition':{'Type':'LATEST'}}"));
		assertThat(this.service.call("SubscribeToShard", parameters)).isInstanceOf(EventStreamAnswer.class);
	}

}
