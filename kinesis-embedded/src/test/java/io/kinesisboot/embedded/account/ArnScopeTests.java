package io.kinesisboot.embedded.account;

import java.util.stream.Stream;

import io.kinesisboot.embedded.protocol.AwsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.regions.Region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ArnScope}.
 */
class ArnScopeTests {

	static Stream<Region> regions() {
		return Region.regions().stream().filter((region) -> !region.isGlobalRegion());
	}

	@ParameterizedTest
	@MethodSource("regions")
	void arnNamesThePartitionThatTheSdkKnowsForTheRegion(Region region) {
		ArnScope arns = new ArnScope(region.id(), "123456789012");
		String arn = arns.ofStream("orders");
		assertThat(arn).isEqualTo("arn:%s:kinesis:%s:123456789012:stream/orders"
			.formatted(region.metadata().partition().id(), region.id()));
		assertThat(arns.streamNameIn(arn)).isEqualTo("orders");
	}

	@Test
	void regionOfNoPartitionIsInTheFirst() {
		assertThat(new ArnScope("local", "123456789012").ofStream("orders"))
			.isEqualTo("arn:aws:kinesis:local:123456789012:stream/orders");
	}

	@Test
	void refusalOfAnotherAccountNamesThePartition() {
		String arn = "arn:aws-cn:kinesis:cn-north-1:111111111111:stream/orders";
		assertThatExceptionOfType(AwsError.class)
			.isThrownBy(() -> new ArnScope("cn-north-1", "123456789012").requireOwn(arn))
			.withMessageStartingWith("User: arn:aws-cn:iam::123456789012:root is not authorized");
	}

}
