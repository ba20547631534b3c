package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.autoconfigure.KinesisDynamoDbAsyncClientCustomizer;
import io.kinesisboot.autoconfigure.actuate.ActuatorClient.Answer;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisEndpoint}, over HTTP to an application on the embedded
 * endpoint.
 */
class KinesisEndpointIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final AtomicBoolean tableAway = new AtomicBoolean();

	private static ConfigurableApplicationContext context;

	private static ActuatorClient actuator;

	@BeforeAll
	static void start() {
		context = run("--management.endpoint.kinesis.access=unrestricted");
		actuator = new ActuatorClient(context);
		awaitShardsOfOrders();
	}

	/**
	 * A listener that is moved or restarted has none for a moment.
	 */
	private static void awaitShardsOfOrders() {
		await(() -> assertThat(get("kinesis/listeners/orders").at("/shards/total").asInt()).isEqualTo(2));
	}

	private static ConfigurableApplicationContext run(String argument) {
		return new SpringApplicationBuilder(Application.class).run("--server.port=0", "--kinesis.actuator.max-age=0s",
				"--kinesis.actuator.page-size=2", "--management.endpoints.web.exposure.include=kinesis",
				"--kinesis.streams.orders.shards=2", "--kinesis.streams.bad.shards=1",
				"--kinesis.streams.wide.shards=5", "--kinesis.streams.dead.shards=1",
				"--kinesis.producers.shop.stream=orders", "--kinesis.listener.idle-time-between-reads=200ms", argument);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@AfterEach
	void repair() {
		tableAway.set(false);
		context.getBean(EmbeddedKinesis.class).faults().clear();
	}

	@Test
	void streamsListenersAndProducersAreShown() {
		awaitShardsOfOrders();
		JsonNode view = get("kinesis");
		JsonNode orders = view.at("/streams/orders/value");
		assertThat(orders.path("arn").asString()).endsWith(":stream/orders");
		assertThat(orders.path("status").asString()).isEqualTo("ACTIVE");
		assertThat(orders.path("mode").asString()).isEqualTo("PROVISIONED");
		assertThat(orders.path("retentionHours").asInt()).isEqualTo(24);
		assertThat(orders.path("openShards").asInt()).isEqualTo(2);
		assertThat(orders.at("/shards/items/0").toString()).isEqualTo(
				"{'id':'shardId-000000000000','open':true,'startingHashKey':'0','endingHashKey':'170141183460469231731687303715884105727','parents':[]}"
					.replace('\'', '"'));
		JsonNode listener = view.at("/listeners/orders");
		assertThat(listener.path("state").asString()).isEqualTo("RUNNING");
		assertThat(listener.path("windowRecords").asInt()).isEqualTo(10_000);
		assertThat(listener.at("/shards/items/1/shardId").asString()).isEqualTo("shardId-000000000001");
		JsonNode lease = listener.at("/leases/orders-app/value/items/0");
		assertThat(lease.path("owner")).isEqualTo(listener.path("workerId"));
		assertThat(lease.path("stream").asString()).isEqualTo("orders");
		assertThat(lease.path("ended").asBoolean()).isFalse();
		assertThat(view.at("/producers/default/memoryLimit").asLong()).isPositive();
		assertThat(view.at("/producers/shop/streams/0").asString()).isEqualTo("orders");
	}

	@Test
	void shardsOfALargeStreamComeInParts() {
		JsonNode first = get("kinesis/streams/wide").at("/value/shards");
		JsonNode second = get("kinesis/streams/wide?after=" + first.path("next").asString()).at("/value/shards");
		JsonNode third = get("kinesis/streams/wide?after=" + second.path("next").asString()).at("/value/shards");
		assertThat(first.path("total").asInt()).isEqualTo(5);
		assertThat(first.path("items")).hasSize(2);
		assertThat(second.at("/items/0/id").asString()).isEqualTo("shardId-000000000002");
		assertThat(third.path("items")).hasSize(1);
		assertThat(third.has("next")).isFalse();
	}

	@Test
	void whatCannotBeReadIsToldWhereItIsMissingWithWhatWasReadBefore() {
		awaitShardsOfOrders();
		assertThat(get("kinesis").at("/listeners/orders/leases/orders-app/error").isMissingNode()).isTrue();
		tableAway.set(true);
		context.getBean(EmbeddedKinesis.class)
			.faults()
			.add(Fault.failCalls(400, "AccessDeniedException", "not allowed to perform: kinesis:ListShards")
				.action("ListShards")
				.stream("wide")
				.build());
		JsonNode view = get("kinesis");
		JsonNode leases = view.at("/listeners/orders/leases/orders-app");
		assertThat(leases.path("error").asString()).contains("Scan of lease table 'orders-app' failed",
				"The table is away");
		assertThat(leases.at("/value/total").asInt()).isEqualTo(2);
		assertThat(leases.path("asOf").asString()).isNotEmpty();
		assertThat(view.at("/streams/wide/error").asString()).contains("not allowed to perform: kinesis:ListShards");
		assertThat(view.at("/streams/orders/error").isMissingNode()).isTrue();
		assertThat(view.at("/listeners/orders/shards/total").asInt()).isEqualTo(2);
	}

	@Test
	void listenerIsPausedResumedAndRestarted() {
		Handler handler = context.getBean(Handler.class);
		assertThat(post("kinesis/listeners/orders/pause").path("state").asString()).isEqualTo("PAUSED");
		context.getBean(KinesisTemplate.class).send("orders", "customer", "waiting");
		assertThat(get("kinesis/listeners/orders").at("/pausedBy/0").asString()).isEqualTo("pause");
		assertThat(handler.orders).doesNotContain("waiting");
		assertThat(post("kinesis/listeners/orders/resume").path("state").asString()).isEqualTo("RUNNING");
		await(() -> assertThat(handler.orders).contains("waiting"));
		assertThat(post("kinesis/listeners/orders/restart").path("state").asString()).isEqualTo("RUNNING");
		awaitShardsOfOrders();
	}

	@Test
	void listenerReadsAgainFromAPositionAndAtARecord() {
		Handler handler = context.getBean(Handler.class);
		String sequenceNumber = context.getBean(KinesisTemplate.class).send("bad", "customer", "good").sequenceNumber();
		await(() -> assertThat(handler.count("good")).isOne());
		post("kinesis/listeners/bad/seek", "{\"position\": \"TRIM_HORIZON\"}");
		await(() -> assertThat(handler.count("good")).isEqualTo(2));
		post("kinesis/listeners/bad/seek",
				"{\"shardId\": \"shardId-000000000000\", \"sequenceNumber\": \"%s\"}".formatted(sequenceNumber));
		await(() -> assertThat(handler.count("good")).isEqualTo(3));
	}

	@Test
	void deadLettersAreCountedAndSentBack() {
		context.getBean(KinesisTemplate.class).send("bad", "customer", "broken");
		await(() -> assertThat(get("kinesis/listeners/bad").path("recovered").asInt()).isPositive());
		Answer counted = actuator.post("kinesis/redrive", "{\"destination\": \"kinesis:dead\", \"dryRun\": true}");
		assertThat(counted.status()).isEqualTo(200);
		assertThat(counted.body().path("matched").asInt()).isPositive();
		assertThat(counted.body().path("sent").asInt()).isZero();
		Answer sent = actuator.post("kinesis/redrive", "{\"destination\": \"kinesis:dead\", \"maxLetters\": 1}");
		assertThat(sent.body().path("sent").asInt()).isOne();
	}

	@Test
	void producerIsFlushed() {
		JsonNode producer = post("kinesis/producers/shop/flush");
		assertThat(producer.path("memory").asLong()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '^',
			textBlock = """
					listeners/nobody/pause      |                                  | 404 | There is no listener 'nobody', but there are [
					listeners/orders/stop       |                                  | 400 | The action must be pause, resume, restart or seek but was 'stop'
					listeners/orders/seek       |                                  | 400 | Either 'position' or 'shardId' and 'sequenceNumber' must be given
					listeners/orders/seek       | {"position":"EARLIEST"}          | 400 | must be TRIM_HORIZON, LATEST or AT_TIMESTAMP
					listeners/orders/seek       | {"position":"LATEST","shardId":"0"} | 400 | Either 'position' or 'shardId'
					listeners/orders/seek       | {"shardId":"shardId-000000000000","sequenceNumber":"first"} | 400 | must be a number but was 'first'
					listeners/orders/seek       | {"shardId":"shardId-7","sequenceNumber":"1"} | 409 | has no lease of shard shardId-7
					listeners/orders/seek       | {"stream":"bad","shardId":"shardId-000000000000","sequenceNumber":"1"} | 400 | 'stream' must be one of [orders] but was 'bad'
					producers/nobody/flush      |                                  | 404 | There is no producer 'nobody', but there are [
					producers/shop/pause        |                                  | 400 | The action must be flush but was 'pause'
					streams/orders/pause        |                                  | 404 | The section must be listeners or producers but was 'streams'
					redrive                     | {}                               | 400 | 'destination' must be where dead letters are
					redrive                     | {"destination":"nowhere"}        | 400 | A destination must be
					redrive                     | {"destination":"kinesis:dead","maxLetters":0} | 400 | 'maxLetters' must be at least 1 but was 0
					redirect                    | {}                               | 404 | The action must be redrive but was 'redirect'
					""")
	void badRequestsSayWhatIsWrong(String path, String json, int status, String error) {
		Answer answer = (json != null) ? actuator.post("kinesis/" + path, json) : actuator.post("kinesis/" + path);
		assertThat(answer.error()).contains(error);
		assertThat(answer.status()).isEqualTo(status);
	}

	@Test
	void whatDoesNotExistIsNotFound() {
		assertThat(actuator.get("kinesis/listeners/nobody").status()).isEqualTo(404);
		assertThat(actuator.get("kinesis/streams/nothing").error())
			.isEqualTo("There is no stream 'nothing', but there are [bad, dead, orders, wide]");
		assertThat(actuator.get("kinesis/leases/orders").error()).contains("listeners, streams or producers");
	}

	@Test
	void nothingCanBeDoneUnlessAccessIsUnrestricted() {
		try (ConfigurableApplicationContext readOnly = run("--management.endpoint.env.access=none")) {
			ActuatorClient actuator = new ActuatorClient(readOnly);
			assertThat(actuator.get("kinesis/listeners/orders").status()).isEqualTo(200);
			assertThat(actuator.post("kinesis/listeners/orders/pause").status()).isEqualTo(404);
			assertThat(actuator.get("kinesis/listeners/orders").body().path("state").asString()).isEqualTo("RUNNING");
		}
	}

	private static JsonNode get(String path) {
		return succeeded(actuator.get(path));
	}

	private static JsonNode post(String path) {
		return succeeded(actuator.post(path));
	}

	private static void post(String path, String json) {
		succeeded(actuator.post(path, json));
	}

	private static JsonNode succeeded(Answer answer) {
		assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
		return answer.body();
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(LIMIT).untilAsserted(assertion::run);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Handler handler() {
			return new Handler();
		}

		@Bean
		KinesisDynamoDbAsyncClientCustomizer absentTable() {
			return (builder) -> builder
				.overrideConfiguration((config) -> config.addExecutionInterceptor(new ExecutionInterceptor() {

					@Override
					public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
						if (tableAway.get() && context.request() instanceof ScanRequest) {
							throw DynamoDbException.builder().message("The table is away").build();
						}
					}

				}));
		}

	}

	static final class Handler {

		private final Queue<String> orders = new ConcurrentLinkedQueue<>();

		@KinesisListener(id = "orders", streams = "orders", applicationName = "orders-app")
		void order(String order) {
			this.orders.add(order);
		}

		@KinesisListener(id = "bad", streams = "bad", applicationName = "bad-app", maxRetries = "0",
				onFailure = "kinesis:dead")
		void fail(String order) {
			this.orders.add(order);
			if (order.equals("broken")) {
				throw new IllegalStateException(order);
			}
		}

		long count(String order) {
			return this.orders.stream().filter(order::equals).count();
		}

	}

}
