package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.kinesisboot.embedded.TestServices;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether {@link KinesisService} knows all that the SDK's client can ask for.
 */
class EveryOperationTests {

	private final KinesisService service = TestServices.kinesis(Clock.systemUTC());

	@Test
	void endpointKnowsEveryOperationOfTheSdksClient() {
		List<String> operations = operations();
		assertThat(operations).contains("PutRecords", "SubscribeToShard").hasSizeGreaterThanOrEqualTo(39);
		assertThat(operations).filteredOn((operation) -> !isKnown(operation)).isEmpty();
	}

	private static List<String> operations() {
		return Stream.of(KinesisAsyncClient.class.getMethods())
			.filter((method) -> method.getReturnType() == CompletableFuture.class && method.getParameterCount() > 0
					&& KinesisRequest.class.isAssignableFrom(method.getParameterTypes()[0]))
			.map((method) -> Character.toUpperCase(method.getName().charAt(0)) + method.getName().substring(1))
			.distinct()
			.sorted()
			.toList();
	}

	private boolean isKnown(String operation) {
		RequestBody nothing = TestServices.parameters("{}");
		try {
			this.service.call(operation, nothing);
			return true;
		}
		catch (AwsError ex) {
			return !ex.type().equals(AwsError.unknownOperation().type());
		}
	}

}
