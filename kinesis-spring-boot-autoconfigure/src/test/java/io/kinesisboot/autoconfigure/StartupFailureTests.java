package io.kinesisboot.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.listener.error.LoggingRecoverer;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.template.KinesisTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What a user reads when the application does not start.
 */
@ExtendWith({ OutputCaptureExtension.class, EventLoopsStayUp.class })
class StartupFailureTests {

	private static final String BANNER = "APPLICATION FAILED TO START";

	private static final List<String> ON_AWS = List.of("--kinesis.embedded.enabled=false",
			"--spring.cloud.aws.region.static=eu-west-1", "--spring.cloud.aws.credentials.access-key=key",
			"--spring.cloud.aws.credentials.secret-key=secret");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			kinesis.client.endpoint=localhost:4566      | 'localhost:4566'
			kinesis.client.endpoint=//localhost:4566    | '//localhost:4566'
			kinesis.client.endpoint=http://localhost:99999 | 'http://localhost:99999'
			kinesis.client.endpoint=ftp://localhost     | 'ftp://localhost'
			spring.cloud.aws.endpoint=localhost:4566    | 'localhost:4566'
			""")
	void endpointThatIsNoAddressIsNamed(String setting, String value, CapturedOutput output) {
		assertThat(failure(output, Empty.class, onAws("--" + setting))).contains("Invalid value " + value,
				setting.substring(0, setting.indexOf('=')), "http://host:port");
	}

	@Test
	void endpointOfTheLeaseStoreThatIsNoAddressIsNamed(CapturedOutput output) {
		assertThat(failure(output, OrdersListener.class, onAws("--kinesis.dynamodb.endpoint=localhost:4566")))
			.contains("Invalid value 'localhost:4566'", "kinesis.dynamodb.endpoint", "http://host:port");
	}

	@Test
	void endpointThatCannotBeReadIsNamed(CapturedOutput output) {
		assertThat(failure(output, Empty.class, onAws("--kinesis.client.endpoint=not a url")))
			.contains("kinesis.client.endpoint", "not a url", "java.net.URI");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					kinesis.listener.max-records=20000           | kinesis.listener | 'maxRecords' must be between 1 and 10000 (GetRecords limit) but was 20000
					kinesis.listener.idle-time-between-reads=1ms | kinesis.listener | 'idleTimeBetweenReads' must be at least 200 ms (5 reads per second and shard, GetRecords limit) but was 1 ms
					kinesis.listener.shutdown-timeout=-1s        | kinesis.listener | 'shutdownTimeout' must not be negative but was PT-1S
					kinesis.listener.retry.max-retries=-2        | kinesis.listener.retry | 'maxRetries' must be -1 (no limit), 0 or more but was -2
					kinesis.listener.concurrency=0               | kinesis.listener | 'concurrency' must be at least 1 but was 0
					kinesis.listener.window-records=0            | kinesis.listener | 'windowRecords' must be at least 1 but was 0
					kinesis.listener.retry-stream=a:b            | kinesis.listener | 'retryStream' must be the name of a stream, [a-zA-Z0-9_.-]{1,128} (CreateStream limit), but was 'a:b'
					kinesis.listener.retry-stream-delay=13h      | kinesis.listener | 'retryStreamDelay' must be between 1 ms and PT12H (half of a stream's default retention) but was PT13H
					kinesis.listener.retry-stream-attempts=0     | kinesis.listener | 'retryStreamAttempts' must be between 1 and 1000 but was 0
					kinesis.listener.retry.initial-interval=0ms  | kinesis.listener.retry | 'initialInterval' must be at least 1 ms but was 0 ms
					kinesis.listener.retry.multiplier=0.5        | kinesis.listener.retry | 'multiplier' must be at least 1 but was 0.5
					kinesis.listener.retry.max-interval=1ms      | kinesis.listener.retry | 'maxInterval' must be at least 'initialInterval', PT0.2S, but was PT0.001S
					kinesis.listener.starting-position=EARLIEST  | kinesis.listener.starting-position | 'startingPosition' must be TRIM_HORIZON, LATEST or AT_TIMESTAMP:<ISO-8601 instant or how long back> but was 'EARLIEST'
					kinesis.producer.max-in-flight=0             | kinesis.producer | 'maxInFlight' must be between 1 and 10000 but was 0
					kinesis.producer.max-batch-records=501       | kinesis.producer | 'maxBatchRecords' must be between 1 and 500 (PutRecords limit) but was 501
					kinesis.producer.max-batch-size=100KB        | kinesis.producer | 'maxBatchSize' must be between 1MB and 10MB ('maxRecordSize' and PutRecords limit) but was 102400B
					kinesis.producer.max-record-size=20MB        | kinesis.producer | 'maxRecordSize' must be between 1B and 10MB (PutRecords limit) but was 20MB
					kinesis.producer.max-record-size=3GB         | kinesis.producer | 'maxRecordSize' must be between 1B and 10MB (PutRecords limit) but was 3072MB
					kinesis.producer.linger=2m                   | kinesis.producer | 'linger' must be between PT0S and PT15S (half of 'recordTimeToLive') but was PT2M
					kinesis.producer.memory=1MB                  | kinesis.producer | 'memory' must be between 2097152 and 9223372036854775807 but was 1048576
					kinesis.producer.aggregation.max-size=2MB    | kinesis.producer.aggregation | 'maxSize' must be between 1024B and 1MB but was 2MB
					kinesis.producer.aggregation.max-records=0   | kinesis.producer.aggregation | 'maxRecords' must be between 1 and 1000000 but was 0
					kinesis.producer.rate.share=0                | kinesis.producer.rate | 'share' must be between 0.01 and 1000.0 but was 0.0
					kinesis.producer.back-off.base=0s            | kinesis.producer.back-off | 'base' must be between PT0.001S and PT24H but was PT0S
					kinesis.producer.back-off.cap=1ms            | kinesis.producer.back-off | 'cap' must be between PT0.05S and PT24H ('base' and a day) but was PT0.001S
					kinesis.streams.orders.shards=0              | kinesis.streams.orders | 'shards' must be between 1 and 10000 (CreateStream limit) but was 0
					kinesis.streams.orders.retention=1h          | kinesis.streams.orders | 'retention' must be between 24h and 8760h (IncreaseStreamRetentionPeriod limit), in whole hours, but was PT1H
					kinesis.streams.orders.max-record-size=11MB  | kinesis.streams.orders | 'maxRecordSize' must be between 1MB and 10MB (UpdateMaxRecordSize limit), in whole KB, but was 11534336 B
					kinesis.streams.orders.scaling.max-shards=0  | kinesis.streams.orders.scaling | 'maxShards' must be between 'minShards' 1 and 10000 (UpdateShardCount limit) but was 0
					kinesis.embedded.port=-1                     | kinesis.embedded | 'port' must be between 0 and 65535 but was -1
					kinesis.embedded.tls-port=65536              | kinesis.embedded | 'tlsPort' must be between 0 and 65535 but was 65536
					kinesis.embedded.account-id=12               | kinesis.embedded | 'accountId' must be 12 digits but was '12'
					kinesis.embedded.streams=orders:many         | kinesis.embedded | A stream must be NAME or NAME:SHARDS but was 'orders:many'
					kinesis.embedded.transition-time=-1s         | kinesis.embedded | 'transitionTime' must not be negative but was PT-1S
					kinesis.embedded.max-memory=1MB              | kinesis.embedded | 'maxMemory' must be at least 16777216 bytes (a record may take 10 MiB) but was 1048576
					kinesis.embedded.enabled=perhaps             | kinesis.embedded.enabled | "perhaps"
					""")
	void settingLimitAndValueAreNamed(String setting, String prefix, String message, CapturedOutput output) {
		assertThat(failure(output, Empty.class, "--" + setting)).contains("under '" + prefix + "'", message);
	}

	@Test
	void endpointInsideTheJvmContradictsAnother(CapturedOutput output) {
		assertThat(failure(output, Empty.class, "--kinesis.embedded.enabled=true",
				"--kinesis.client.endpoint=http://localhost:4566"))
			.contains("Invalid value 'true'", "kinesis.embedded.enabled", "'kinesis.client.endpoint'",
					"'http://localhost:4566'");
	}

	@Test
	void portThatIsTakenIsNamed(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			assertThat(failure(output, Empty.class, "--kinesis.embedded.port=" + taken.getLocalPort()))
				.contains("port " + taken.getLocalPort() + " of 127.0.0.1", "'kinesis.embedded.port'");
		}
	}

	@Test
	void portForTlsThatIsTakenIsNamed(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			assertThat(failure(output, Empty.class, "--kinesis.embedded.tls-port=" + taken.getLocalPort()))
				.contains("port " + taken.getLocalPort() + " of 127.0.0.1", "'kinesis.embedded.tls-port'");
		}
	}

	@Test
	void hostThatIsNotOfThisMachineIsNamed(CapturedOutput output) {
		assertThat(failure(output, Empty.class, "--kinesis.embedded.host=no-such-host.invalid"))
			.contains("'no-such-host.invalid'", "'kinesis.embedded.host'");
	}

	@Test
	void missingRegionIsExplained(CapturedOutput output) {
		assertThat(failure(output, NoRegion.class, "--kinesis.embedded.enabled=false")).contains(
				"No AWS region is configured", "'spring.cloud.aws.region.static'", "AWS_REGION",
				"io.kinesisboot:kinesis-embedded");
	}

	@Test
	void missingCredentialsAreExplained(CapturedOutput output) {
		assertThat(failure(output, NoCredentials.class, "--kinesis.embedded.enabled=false",
				"--spring.cloud.aws.region.static=eu-west-1"))
			.contains("No AWS credentials were found", "'spring.cloud.aws.credentials.access-key'",
					"io.kinesisboot:kinesis-embedded");
	}

	@Test
	void endpointThatRefusesConnectionsIsNamed(CapturedOutput output) throws IOException {
		String endpoint = "http://localhost:" + closedPort();
		assertThat(failure(output, OrdersListener.class, onAws("--kinesis.client.endpoint=" + endpoint)))
			// Refused, or out of time after having been refused: the SDK's last attempt
			// decides
			.contains("AWS cannot be reached: DescribeStreamSummary of stream 'orders'",
					"'kinesis.client.endpoint', which is '" + endpoint + "'")
			.doesNotContain("dynamodb", "spring.cloud");
	}

	@Test
	void hostThatDoesNotExistIsNamed(CapturedOutput output) {
		assertThat(failure(output, OrdersListener.class, onAws("--kinesis.client.endpoint=http://nowhere.invalid")))
			.contains("DescribeStreamSummary of stream 'orders'",
					"'kinesis.client.endpoint', which is 'http://nowhere.invalid'");
	}

	@Test
	void leaseStoreThatRefusesConnectionsIsNamed(CapturedOutput output) throws IOException {
		try (EmbeddedKinesis kinesis = EmbeddedKinesis.builder()
			.region("eu-west-1")
			.stream("orders", 1)
			.build()
			.start()) {
			String endpoint = "http://localhost:" + closedPort();
			assertThat(failure(output, OrdersListener.class,
					onAws("--kinesis.client.endpoint=" + kinesis.endpoint(),
							"--kinesis.dynamodb.endpoint=" + endpoint)))
				.contains("lease table 'orders-app'", "'kinesis.dynamodb.endpoint', which is '" + endpoint + "'");
		}
	}

	@Test
	void missingStreamOfAListenerIsNamed(CapturedOutput output) {
		assertThat(failure(output, OrdersListener.class))
			.containsPattern(
					"Stream 'orders' was not found in region 'us-east-1' at endpoint http://127\\.0\\.0\\.1:\\d+\\.")
			.contains("'kinesis.streams.orders.shards'");
	}

	@Test
	void missingStreamOfATemplateIsNamed(CapturedOutput output) {
		assertThat(failure(output, Sender.class, "--test.stream=Web.Orders_v2"))
			.contains("Stream 'Web.Orders_v2' was not found in region 'us-east-1'")
			.contains("'kinesis.streams[Web.Orders_v2].shards'");
	}

	@Test
	void streamThatMustExistIsNamed(CapturedOutput output) {
		assertThat(failure(output, Empty.class, "--kinesis.streams.orders.on-missing=fail"))
			.contains("Stream 'orders' was not found", "unless 'kinesis.streams.orders.on-missing' is 'fail'");
	}

	@Test
	void streamThatMustNotDifferIsExplained(CapturedOutput output) {
		try (EmbeddedKinesis kinesis = yesterdays("orders")) {
			assertThat(failure(output, Empty.class,
					onAws("--kinesis.client.endpoint=" + kinesis.endpoint(), "--kinesis.streams.orders.shards=2",
							"--kinesis.streams.orders.on-difference=fail")))
				.contains("Stream 'orders' is not as configured", "UpdateShardCount from 1 to 2",
						"'kinesis.streams.orders.on-difference' to 'update'");
		}
	}

	@Test
	void actionThatIsNotPermittedIsExplained(CapturedOutput output) {
		try (EmbeddedKinesis kinesis = yesterdays("orders")) {
			kinesis.faults()
				.add(Fault
					.failCalls(400, "AccessDeniedException", "not authorized to perform: kinesis:UpdateShardCount")
					.action("UpdateShardCount")
					.build());
			assertThat(failure(output, Empty.class,
					onAws("--kinesis.client.endpoint=" + kinesis.endpoint(), "--kinesis.streams.orders.shards=2",
							"--kinesis.streams.orders.on-difference=update")))
				.contains("AWS denies access: Stream 'orders': UpdateShardCount from 1 to 2 failed",
						"not authorized to perform: kinesis:UpdateShardCount", "IAM policy");
		}
	}

	/** An endpoint with a stream that is not new any more. */
	private static EmbeddedKinesis yesterdays(String stream) {
		return EmbeddedKinesis.builder()
			.region("eu-west-1")
			.clock(Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)))
			.stream(stream, 1)
			.build()
			.start();
	}

	@Test
	void payloadOverTheLimitIsExplained(CapturedOutput output) {
		assertThat(failure(output, Sender.class, "--test.stream=orders", "--kinesis.streams.orders.shards=1",
				"--kinesis.producer.max-record-size=1KB"))
			.contains("stream 'orders'", "1024 bytes", "but was 2003", "'kinesis.producer.max-record-size'");
	}

	@Test
	void twoListenersOfOneApplicationNameAreNamed(CapturedOutput output) {
		assertThat(failure(output, OneNameTwice.class)).contains("'applicationName' must differ", "'shop'",
				"listener 'orders' on [orders]", "listener 'payments' on [payments]");
	}

	@Test
	void missingApplicationNameIsExplained(CapturedOutput output) {
		assertThat(failure(output, NamelessListener.class)).contains(
				"'applicationName' of listener 'orders' must be set", "'kinesis.listener.application-name'",
				"'spring.application.name'");
	}

	@Test
	void missingStreamNameIsExplained(CapturedOutput output) {
		assertThat(failure(output, StreamlessListener.class))
			.contains("'streams' of listener 'orders' must name at least one stream but was []");
	}

	@Test
	void severalRecoverersOfWhichNoneIsChosenAreNamed(CapturedOutput output) {
		assertThat(failure(output, TwoRecoverers.class)).contains(
				"'kinesis.listener.on-failure' must be the name of one of the RecordRecoverer beans, 'log' or 'stop'",
				"[first, second]");
	}

	@Test
	void circuitBreakerThatDoesNotExistIsNamed(CapturedOutput output) {
		assertThat(failure(output, OrdersListener.class, "--kinesis.listener.circuit-breaker=bnak",
				"--resilience4j.circuitbreaker.instances.bank.sliding-window-size=10"))
			.contains("Invalid value 'bnak'", "kinesis.listener.circuit-breaker",
					"must be one of 'resilience4j.circuitbreaker.instances', which are [bank]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "header:order,header:customer", "sequence-number,deduplication-id" })
	void severalIdempotencyKeysAreNotOne(String keys, CapturedOutput output) {
		assertThat(failure(output, OrdersListener.class, "--kinesis.listener.idempotent=memory",
				"--kinesis.listener.idempotency-key=" + keys))
			.contains("'idempotencyKey' must", "but was '" + keys + "'");
	}

	@Test
	void retryStreamThatIsReadAlreadyIsNamed(CapturedOutput output) {
		assertThat(failure(output, OrdersListener.class, "--kinesis.listener.retry-stream=orders"))
			.contains("'retryStream' must be none of 'streams', which are [orders], but was 'orders'");
	}

	@Test
	void unknownStartingPositionOfAListenerIsNamed(CapturedOutput output) {
		assertThat(failure(output, EarliestListener.class)).contains("Listener 'orders'",
				"must be TRIM_HORIZON, LATEST or AT_TIMESTAMP:<ISO-8601 instant or how long back> but was 'EARLIEST'");
	}

	@Test
	void listenerMethodOfTwoPayloadsIsNamed(CapturedOutput output) {
		assertThat(failure(output, TwoPayloadsListener.class)).contains("TwoPayloadsListener.handle(",
				"must have one parameter for the payload", "but has 2");
	}

	@Test
	void listenerMethodThatIsNotDoneWhenItReturnsIsNamed(CapturedOutput output) {
		assertThat(failure(output, AsynchronousListener.class)).contains("AsynchronousListener.handle(",
				"but returns a Future, whose end is not seen");
	}

	private static String[] onAws(String... arguments) {
		return Stream.concat(ON_AWS.stream(), Stream.of(arguments)).toArray(String[]::new);
	}

	/**
	 * Starts an application that must not start.
	 * @return what it says instead
	 */
	private static String failure(CapturedOutput output, Class<?> application, String... arguments) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> spring.run(arguments).close());
		assertThat(output).containsOnlyOnce(BANNER).doesNotContain("Application run failed");
		return output.toString().substring(output.toString().indexOf(BANNER));
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NoRegion {

		@Bean
		AwsRegionProvider regionProvider() {
			return new AwsRegionProviderChain(() -> {
				throw SdkClientException.create("No region here");
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NoCredentials extends OrdersListener {

		@Bean
		AwsCredentialsProvider credentialsProvider() {
			return AwsCredentialsProviderChain.of(() -> {
				throw SdkClientException.create("No credentials here");
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Sender {

		@Bean
		ApplicationRunner send(KinesisTemplate template, @Value("${test.stream}") String stream) {
			return (arguments) -> template.send(stream, "key", "x".repeat(2000));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OrdersListener {

		@KinesisListener(streams = "orders", applicationName = "orders-app")
		void handle(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoRecoverers extends OrdersListener {

		@Bean
		RecordRecoverer first() {
			return new LoggingRecoverer();
		}

		@Bean
		RecordRecoverer second() {
			return new LoggingRecoverer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OneNameTwice {

		@KinesisListener(id = "orders", streams = "orders", applicationName = "shop")
		void orders(String order) {
		}

		@KinesisListener(id = "payments", streams = "payments", applicationName = "shop")
		void payments(String payment) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NamelessListener {

		@KinesisListener(id = "orders", streams = "orders")
		void handle(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class StreamlessListener {

		@KinesisListener(id = "orders", applicationName = "orders-app")
		void handle(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class EarliestListener {

		@KinesisListener(id = "orders", streams = "orders", applicationName = "orders-app",
				startingPosition = "EARLIEST")
		void handle(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoPayloadsListener {

		@KinesisListener(streams = "orders", applicationName = "orders-app")
		void handle(String order, Integer another) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AsynchronousListener {

		@KinesisListener(streams = "orders", applicationName = "orders-app")
		Future<Void> handle(String order) {
			return new FutureTask<>(() -> null);
		}

	}

}
