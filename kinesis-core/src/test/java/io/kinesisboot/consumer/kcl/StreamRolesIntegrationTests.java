package io.kinesisboot.consumer.kcl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.consumer.kcl.SourceTestBed.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KclSource} with streams that are read with roles, which a small STS
 * gives the credentials of.
 */
class StreamRolesIntegrationTests {

	private static final String ROLE = "arn:aws:iam::123456789012:role/reader";

	private static final String KEY_OF_ROLE = "ASIAOFTHEROLE0000000";

	private final Signatures signatures = new Signatures();

	private final SourceTestBed bed = new SourceTestBed(this.signatures);

	private final HttpServer server = startSts();

	private final StsClient sts = StsClient.builder()
		.endpointOverride(URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()))
		.region(Region.US_EAST_1)
		.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("own", "secret")))
		.build();

	private final AssumedRoles roles = new AssumedRoles(this.sts, "orders-app");

	private final String orders = this.bed.createStream("orders", 1);

	private final String returns = this.bed.createStream("returns", 1);

	private static HttpServer startSts() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", StreamRolesIntegrationTests::assumeRole);
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void assumeRole(HttpExchange exchange) throws IOException {
		String request = URLDecoder.decode(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
				StandardCharsets.UTF_8);
		boolean expected = request.contains("Action=AssumeRole") && request.contains("RoleArn=" + ROLE)
				&& request.contains("RoleSessionName=orders-app");
		byte[] answer = """
				<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
				<AssumedRoleUser><Arn>arn</Arn><AssumedRoleId>id</AssumedRoleId></AssumedRoleUser>
				<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
				<SessionToken>token</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>
				</AssumeRoleResult></AssumeRoleResponse>""".formatted(KEY_OF_ROLE).getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(expected ? 200 : 400, answer.length);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

	@BeforeEach
	void useRoles() {
		this.bed.roles(this.roles);
	}

	@AfterEach
	void close() {
		this.bed.close();
		this.roles.close();
		this.sts.close();
		this.server.stop(0);
	}

	@Test
	void onlyCallsOfTheStreamWithARoleAreSignedForTheRole() {
		assertThatCallsAreSignedForTheirStreams(Retrieval.POLLING, "GetRecords");
	}

	@Test
	void onlyCallsOfTheStreamWithARoleAreSignedForTheRoleWithFanOut() {
		assertThatCallsAreSignedForTheirStreams(Retrieval.FAN_OUT, "SubscribeToShard");
	}

	private void assertThatCallsAreSignedForTheirStreams(Retrieval retrieval, String read) {
		String returnsArn = this.bed.arn(this.returns);
		RecordSource.Request request = new RecordSource.Request("app", List.of(this.orders, returnsArn),
				StartingPosition.TRIM_HORIZON)
			.withRetrieval(retrieval)
			.withRoles(Map.of(returnsArn, ROLE));
		this.signatures.clear();
		Source source = this.bed.source(request, "worker").start();
		this.bed.put(this.orders, List.of("order"));
		this.bed.put(this.returns, List.of("return"));
		SourceTestBed.await(() -> assertThat(source.texts()).containsExactlyInAnyOrder("order", "return"));
		assertThat(source.stop()).isTrue();
		String ownKey = this.bed.embedded().accessKeyId();
		assertThat(this.signatures.of(this.orders)).containsEntry(read, Set.of(ownKey))
			.allSatisfy((action, keys) -> assertThat(keys).as(action).containsExactly(ownKey));
		assertThat(this.signatures.of(this.returns)).containsEntry(read, Set.of(KEY_OF_ROLE))
			.hasEntrySatisfying("ListShards", (keys) -> assertThat(keys).containsExactly(KEY_OF_ROLE))
			.allSatisfy((action, keys) -> assertThat(keys).as(action)
				.containsExactly(action.equals("PutRecord") ? ownKey : KEY_OF_ROLE));
	}

	@Test
	void roleThatNothingAssumesIsNamed() {
		RecordSource source = new KclSourceFactory(this.bed.kinesis(), this.bed.dynamoDb(), KclOptions.defaults(),
				List.of(), Clock.systemUTC())
			.create(new RecordSource.Request("app", List.of(this.orders), StartingPosition.LATEST)
				.withRoles(Map.of(this.orders, ROLE)), (shard) -> TestShards.handler((record) -> {
				}));
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(source::start)
			.withMessageContainingAll(ROLE, "software.amazon.awssdk:sts");
	}

	/**
	 * Notes the access key of each call, by its stream and action.
	 */
	private static final class Signatures implements ExecutionInterceptor {

		private static final Pattern KEY = Pattern.compile("Credential=([^/]+)/");

		private static final Pattern STREAM = Pattern.compile(":stream/([^/]+)");

		private final Map<String, Map<String, Set<String>>> keys = new ConcurrentHashMap<>();

		@Override
		public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
			String stream = context.request()
				.getValueForField("StreamARN", String.class)
				.or(() -> context.request().getValueForField("ConsumerARN", String.class))
				.map(Signatures::name)
				.or(() -> context.request().getValueForField("StreamName", String.class))
				.orElse("");
			this.keys.computeIfAbsent(stream, (name) -> new ConcurrentHashMap<>())
				.computeIfAbsent(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
						(action) -> ConcurrentHashMap.newKeySet())
				.add(key(context.httpRequest()));
		}

		private static String name(String arn) {
			Matcher matcher = STREAM.matcher(arn);
			assertThat(matcher.find()).as(arn).isTrue();
			return matcher.group(1);
		}

		private static String key(SdkHttpRequest request) {
			Matcher matcher = KEY.matcher(request.firstMatchingHeader("Authorization").orElse(""));
			return matcher.find() ? matcher.group(1) : "";
		}

		Map<String, Set<String>> of(String stream) {
			return this.keys.getOrDefault(stream, Map.of());
		}

		void clear() {
			this.keys.clear();
		}

	}

}
