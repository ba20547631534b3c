package io.kinesisboot.embedded.conformance;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the suite leaves out no action of the service.
 */
class ActionsConformanceTests {

	@Test
	void everyActionOfTheSdkIsCalled() {
		Set<String> actions = Arrays.stream(KinesisAsyncClient.class.getMethods())
			.filter((method) -> method.getReturnType() == CompletableFuture.class)
			.map((method) -> method.getName())
			.collect(Collectors.toSet());
		Set<String> called = new ClassFileImporter().importPackagesOf(ConformanceSupport.class)
			.stream()
			.flatMap((type) -> type.getMethodCallsFromSelf().stream())
			.map(JavaMethodCall.class::cast)
			.filter(ActionsConformanceTests::isCallOfTheService)
			.map(JavaAccess::getName)
			.collect(Collectors.toSet());
		assertThat(actions).hasSizeGreaterThanOrEqualTo(39);
		assertThat(called).containsAll(actions);
	}

	private static boolean isCallOfTheService(JavaMethodCall call) {
		return call.getTargetOwner().isEquivalentTo(KinesisClient.class)
				|| call.getTargetOwner().isEquivalentTo(KinesisAsyncClient.class);
	}

}
