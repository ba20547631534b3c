package io.kinesisboot.embedded.conformance;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The resource policies of streams and consumers.
 */
class PolicyConformanceTests extends ConformanceSupport {

	@Test
	void policyOfAStreamIsPutReadAndDeleted() {
		createStream(1);
		assertPutReadAndDeleted(arn(), "kinesis:GetRecords");
	}

	@Test
	void policyOfAConsumerIsPutReadAndDeleted() {
		createStream(1);
		String consumer = registerConsumer("consumer");
		assertPutReadAndDeleted(consumer, "kinesis:SubscribeToShard");
	}

	private static void assertPutReadAndDeleted(String resource, String action) {
		String first = policy(resource, action);
		client().putResourcePolicy((request) -> request.resourceARN(resource).policy(first));
		assertThat(policyOf(resource)).isEqualTo(first);
		String second = policy(resource, "kinesis:Describe*");
		client().putResourcePolicy((request) -> request.resourceARN(resource).policy(second));
		assertThat(policyOf(resource)).isEqualTo(second);
		client().deleteResourcePolicy((request) -> request.resourceARN(resource));
		refused(ResourceNotFoundException.class, () -> policyOf(resource));
	}

	private static String policy(String resource, String action) {
		return """
				{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},\
				"Action":"%s","Resource":"%s"}]}""".formatted(action, resource);
	}

	private static String policyOf(String resource) {
		return client().getResourcePolicy((request) -> request.resourceARN(resource)).policy();
	}

	@Test
	void policyNeedsAResourceThatExists() {
		refused(ResourceNotFoundException.class, () -> client()
			.putResourcePolicy((request) -> request.resourceARN(arn()).policy(policy(arn(), "kinesis:PutRecord"))));
		refused(ResourceNotFoundException.class,
				() -> client().deleteResourcePolicy((request) -> request.resourceARN(arn())));
	}

}
