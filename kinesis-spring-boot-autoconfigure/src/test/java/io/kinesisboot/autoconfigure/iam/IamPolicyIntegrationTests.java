package io.kinesisboot.autoconfigure.iam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.autoconfigure.EventLoopsStayUp;
import io.kinesisboot.autoconfigure.KinesisAsyncClientCustomizer;
import io.kinesisboot.autoconfigure.KinesisDynamoDbAsyncClientCustomizer;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the policy of an application allows what its clients call, and no action on
 * a resource that they do not call.
 */
@ExtendWith(EventLoopsStayUp.class)
class IamPolicyIntegrationTests {

	private static final String ACCOUNT = "123456789012";

	private static final List<String> AT_AWS = List.of("--kinesis.embedded.enabled=false",
			"--spring.cloud.aws.region.static=eu-west-1", "--spring.cloud.aws.credentials.access-key=key",
			"--spring.cloud.aws.credentials.secret-key=secret", "--kinesis.iam-policy.account-id=" + ACCOUNT);

	@TempDir
	private Path directory;

	@Test
	void policyIsNeitherTooSmallNorTooLarge() {
		SeenCalls seen = new SeenCalls();
		try (EmbeddedKinesis kinesis = yesterdays()) {
			createKeyTable(kinesis);
			IamPolicy policy;
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Shop.class)
				.web(WebApplicationType.NONE)
				.initializers((beans) -> beans.getBeanFactory().registerSingleton("seenCalls", seen))
				.run(arguments(kinesis))) {
				policy = context.getBean(IamPolicyGenerator.class).generate();
				KinesisTemplate template = context.getBean(KinesisTemplate.class);
				template.send("orders", "1", "good");
				template.send("orders", "2", "bad");
				template.send("pushed", "3", "good");
				Awaitility.await()
					.atMost(Duration.ofSeconds(90))
					.untilAsserted(() -> assertThat(unused(policy, seen)).isSubsetOf(
							"kinesis:DeregisterStreamConsumer of stream/pushed/consumer/dispatch:*",
							"dynamodb:DeleteItem of table/billing", "dynamodb:DeleteItem of table/billing-retry",
							"dynamodb:DeleteItem of table/dispatch", "dynamodb:DeleteItem of table/keys"));
			}
			assertThat(seen.calls()).allMatch((call) -> isAllowed(policy, call));
			// A key is deleted if its record was not handled
			assertThat(unused(policy, seen)).isSubsetOf("dynamodb:DeleteItem of table/keys");
		}
	}

	private static Set<String> unused(IamPolicy policy, SeenCalls seen) {
		Set<String> unused = new TreeSet<>();
		policy.statements()
			.forEach((statement) -> statement.actions()
				.forEach((action) -> statement.resources()
					.stream()
					.filter((resource) -> seen.calls().stream().noneMatch((call) -> call.isAllowedBy(action, resource)))
					.forEach((resource) -> unused.add(action + " of " + resource.split(":", 6)[5]))));
		return unused;
	}

	private static boolean isAllowed(IamPolicy policy, SeenCalls.Call call) {
		return policy.statements()
			.stream()
			.anyMatch((statement) -> statement.actions()
				.stream()
				.anyMatch((action) -> statement.resources()
					.stream()
					.anyMatch((resource) -> call.isAllowedBy(action, resource))));
	}

	@Test
	void commandWritesThePolicyAndStartsNothing() throws Exception {
		Path file = this.directory.resolve("policy.json");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), SpringApplication.class.getName(),
						"--spring.main.sources=" + Reader.class.getName(), "--kinesis.iam-policy.file=" + file,
						"--kinesis.client.endpoint=http://127.0.0.1:1",
						"--kinesis.dynamodb.endpoint=http://127.0.0.1:1", "--kinesis.streams.orders.on-missing=fail"));
		command.addAll(AT_AWS);
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile())
			.start();
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(Files.readString(this.directory.resolve("log"))).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(file).content().isEqualTo(policyOfTheManual());
		assertThat(this.directory.resolve("log")).content().doesNotContain("Tomcat started", "runner");
	}

	private static String policyOfTheManual() throws IOException {
		String page = Files.readString(Path.of("../src/docs/permissions.md"));
		return page.substring(page.indexOf("```json\n") + 8, page.indexOf("```\n", page.indexOf("```json\n")));
	}

	@Test
	void policyIsShownBeneathWhatElseIsShown() {
		new WebApplicationContextRunner().withUserConfiguration(Keys.class)
			.withPropertyValues("management.endpoints.web.exposure.include=kinesisiampolicy")
			.run((context) -> assertThat(
					context.getBean(PathMappedEndpoints.class).getPath(EndpointId.of("kinesisiampolicy")))
				.isEqualTo("/actuator/kinesis/iam-policy"));
	}

	@Test
	void beansAddToThePolicy() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Keys.class)
			.web(WebApplicationType.NONE)
			.run()) {
			assertThat(context.getBean(IamPolicyGenerator.class).generate())
				.isEqualTo(new IamPolicy(List.of(new IamPolicy.Statement(List.of("kms:Decrypt", "kms:GenerateDataKey"),
						List.of("arn:aws:kms:eu-west-1:123456789012:key/orders")))));
		}
	}

	@Test
	void producersMaySendToTheirDeliveryStreams() {
		List<String> arguments = new ArrayList<>(AT_AWS);
		arguments.add("--kinesis.firehose.producers.clicks.stream=page-views");
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Keys.class)
			.web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new))) {
			assertThat(context.getBean(IamPolicyGenerator.class).generate().statements())
				.contains(new IamPolicy.Statement(List.of("firehose:PutRecordBatch"),
						List.of("arn:aws:firehose:eu-west-1:" + ACCOUNT + ":deliverystream/page-views")));
		}
	}

	/** An endpoint with streams that are not new any more. */
	private static EmbeddedKinesis yesterdays() {
		return EmbeddedKinesis.builder()
			.region("eu-west-1")
			.accountId(ACCOUNT)
			.clock(Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)))
			.stream("orders", 1)
			.stream("clicks", 1)
			.build()
			.start();
	}

	private static void createKeyTable(EmbeddedKinesis kinesis) {
		try (DynamoDbAsyncClient client = DynamoDbAsyncClient.builder()
			.endpointOverride(kinesis.endpoint())
			.region(Region.EU_WEST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.build()) {
			client.createTable((request) -> request.tableName("keys")
				.billingMode(BillingMode.PAY_PER_REQUEST)
				.keySchema(KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build())
				.attributeDefinitions(
						AttributeDefinition.builder().attributeName("id").attributeType(ScalarAttributeType.S).build()))
				.join();
		}
	}

	private static String[] arguments(EmbeddedKinesis kinesis) {
		List<String> arguments = new ArrayList<>(AT_AWS);
		arguments.addAll(List.of("--kinesis.client.endpoint=" + kinesis.endpoint(),
				"--kinesis.dynamodb.endpoint=" + kinesis.endpoint(), "--kinesis.iam-policy.send-to=orders,pushed",
				"--kinesis.listener.idle-time-between-reads=200ms", "--kinesis.listener.retry.max-retries=0",
				"--kinesis.listener.mode=fan-out", "--kinesis.listener.deregister-consumer=true",
				"--kinesis.listener.retry-stream-delay=10ms", "--kinesis.listener.retry-stream-attempts=1",
				"--kinesis.listener.lease-assignment-interval=500ms", "--kinesis.dedup.dynamodb.table=keys",
				"--kinesis.streams.orders.on-missing=fail", "--kinesis.streams.orders.on-difference=update",
				"--kinesis.streams.orders.shards=2", "--kinesis.streams.orders.max-record-size=2MB",
				"--kinesis.streams.orders.retention=48h", "--kinesis.streams.orders.encryption=alias/orders",
				"--kinesis.streams.orders.tags.team=shop", "--kinesis.streams.orders.consumers=archive",
				"--kinesis.streams.clicks.on-missing=fail", "--kinesis.streams.clicks.on-difference=update",
				"--kinesis.streams.clicks.mode=on-demand"));
		List.of("pushed", "retries", "dead", "bills")
			.forEach((stream) -> arguments.add("--kinesis.streams." + stream + ".shards=1"));
		return arguments.toArray(String[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shop {

		@Bean
		KinesisAsyncClientCustomizer seeingKinesis(SeenCalls seen) {
			return (builder) -> builder.overrideConfiguration((config) -> config.addExecutionInterceptor(seen));
		}

		@Bean
		KinesisDynamoDbAsyncClientCustomizer seeingDynamoDb(SeenCalls seen) {
			return (builder) -> builder.overrideConfiguration((config) -> config.addExecutionInterceptor(seen));
		}

		@KinesisListener(streams = "orders", applicationName = "billing", retryStream = "retries",
				onFailure = "kinesis:dead", idempotent = "dynamodb", mode = "POLLING")
		@SendTo("bills")
		String bill(String order) {
			if (order.equals("bad")) {
				throw new IllegalStateException(order);
			}
			return order;
		}

		@KinesisListener(streams = "pushed", applicationName = "dispatch", mode = "FAN_OUT")
		void dispatch(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Reader {

		@Bean
		ApplicationRunner others() {
			return (arguments) -> System.out.println("runner");
		}

		@KinesisListener(streams = "orders", applicationName = "billing", onFailure = "kinesis:dead-orders")
		void bill(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Keys {

		@Bean
		IamPolicyContributor keys() {
			return (permissions) -> permissions.allow("arn:aws:kms:eu-west-1:123456789012:key/orders", "kms:Decrypt",
					"kms:GenerateDataKey");
		}

	}

}
