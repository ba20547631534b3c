package io.kinesisboot.producer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceErrorsTests {

	private static final UserRecord RECORD = new UserRecord("orders", "key", ByteBuffer.allocate(1));

	@ParameterizedTest
	@MethodSource("lostCalls")
	void callLostOnTheWayMaySucceedLater(Throwable error) {
		assertThat(ServiceErrors.isTransient(error)).isTrue();
	}

	static Stream<Throwable> lostCalls() {
		return Stream.of(ApiCallTimeoutException.create(1), ApiCallAttemptTimeoutException.create(1),
				SdkClientException.create("reset", new IOException("reset")),
				SdkClientException.create("no connection", new Throwable("acquire", new TimeoutException())));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void mistakeOfTheCallerStaysOne(Throwable error) {
		assertThat(ServiceErrors.isTransient(error)).isFalse();
	}

	static Stream<Throwable> mistakes() {
		return Stream.of(SdkClientException.create("Unable to load credentials"), new IllegalStateException("closed"));
	}

	@Test
	void entryRefusedWithoutExplanationKeepsItsCode() {
		PutRecordsResultEntry answer = PutRecordsResultEntry.builder().errorCode("InternalFailure").build();
		SendException error = ServiceErrors.ofEntry(answer).toException(RECORD, 2);
		assertThat(error.getErrorCode()).isEqualTo("InternalFailure");
		assertThat(error.getShardId()).isNull();
		assertThat(error).hasMessageEndingWith("(attempts: 2): InternalFailure: no explanation");
	}

}
