package io.kinesisboot.embedded;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.kinesisboot.embedded.protocol.WireFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Parameters of every kind for all actions that the SDK knows, most of them nonsense: the
 * endpoint serves the call or refuses it as the service would, and never fails.
 */
class BadParametersTests {

	private static final EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream("orders", 1).build().start();

	private static final HttpClient http = HttpClient.newHttpClient();

	private static final Map<String, List<String>> membersByAction = membersByAction();

	@AfterContainer
	static void close() {
		endpoint.close();
	}

	private static Map<String, List<String>> membersByAction() {
		Map<String, List<String>> actions = new TreeMap<>();
		for (Method method : KinesisAsyncClient.class.getMethods()) {
			Class<?> request = (method.getParameterCount() == 1) ? method.getParameterTypes()[0] : Object.class;
			if (KinesisRequest.class.isAssignableFrom(request) && request != SubscribeToShardRequest.class) {
				actions.put(request.getSimpleName().replace("Request", ""), members(request));
			}
		}
		return actions;
	}

	private static List<String> members(Class<?> request) {
		try {
			Object builder = request.getMethod("builder").invoke(null);
			return ((SdkPojo) builder).sdkFields().stream().map(SdkField::locationName).toList();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Property(tries = 2_000)
	void anyParametersGetAnAnswerThatIsNoFailure(@ForAll("calls") BadCall call, @ForAll WireFormat format)
			throws IOException, InterruptedException {
		String type = (format == WireFormat.JSON) ? "application/x-amz-json-1.1" : "application/x-amz-cbor-1.1";
		HttpRequest request = HttpRequest.newBuilder(endpoint.endpoint())
			.timeout(Duration.ofSeconds(30))
			.header("Content-Type", type)
			.header("X-Amz-Target", "Kinesis_20131202." + call.action())
			.POST(HttpRequest.BodyPublishers.ofByteArray(format.write((out) -> call.parameters().forEach(out::tree))))
			.build();
		HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as("%s: %s", call, response.body()).isIn(200, 400);
	}

	@Provide
	static Arbitrary<BadCall> calls() {
		return Arbitraries.of(membersByAction.keySet()).flatMap(BadParametersTests::call);
	}

	private static Arbitrary<BadCall> call(String action) {
		List<String> members = membersByAction.getOrDefault(action, List.of());
		if (members.isEmpty()) {
			return Arbitraries.just(new BadCall(action, Map.of()));
		}
		return Arbitraries.maps(Arbitraries.of(members), Arbitraries.oneOf(plain(), nested()))
			.ofMaxSize(members.size())
			.map((parameters) -> new BadCall(action,
					action.equals("DeleteStream") ? parameters : withAStream(members, parameters)));
	}

	/** Else nearly every call would end at the stream's name. */
	private static Map<String, Object> withAStream(List<String> members, Map<String, Object> parameters) {
		Map<String, Object> whole = new LinkedHashMap<>(parameters);
		if (members.contains("StreamName") && !parameters.containsKey("StreamARN")) {
			whole.put("StreamName", "orders");
		}
		return whole;
	}

	private static Arbitrary<Object> plain() {
		return Arbitraries.of("", "orders", "shardId-000000000000", "LATEST", "AT_TIMESTAMP", "\u0000é😀",
				"x".repeat(300), "arn:aws:kinesis:us-east-1:000000000000:stream/orders", "arn:aws:kinesis:::",
				"arn:aws" + ":kinesis:000000000000:".repeat(6000), "99999999999999999999", "-1", 0, 1, -1, 24, 10_000,
				Integer.MAX_VALUE, Long.MIN_VALUE, 0.5, 1e300, true, false, new byte[0], new byte[] { 1, 2, 3 });
	}

	private static Arbitrary<Object> nested() {
		Arbitrary<Object> lists = plain().list().ofMaxSize(5).map((list) -> list);
		Arbitrary<Object> structures = Arbitraries
			.maps(Arbitraries.of("Data", "PartitionKey", "ExplicitHashKey", "Type", "ShardId", "Timestamp",
					"StreamMode", "Key", "SequenceNumber"), plain())
			.ofMaxSize(5)
			.map((map) -> map);
		return Arbitraries.oneOf(lists, structures, structures.list().ofMaxSize(5).map((list) -> list));
	}

	/**
	 * A call.
	 *
	 * @param action the action
	 * @param parameters its parameters
	 */
	record BadCall(String action, Map<String, Object> parameters) {

	}

}
