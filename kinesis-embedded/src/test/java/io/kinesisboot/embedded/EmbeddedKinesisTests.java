package io.kinesisboot.embedded;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kinesisboot.embedded.protocol.AwsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link EmbeddedKinesis}: its life and its builder.
 */
class EmbeddedKinesisTests {

	@Test
	void endpointListensOnALoopbackPortUntilItIsClosed() {
		EmbeddedKinesis kinesis = EmbeddedKinesis.builder().build();
		assertThatIllegalStateException().isThrownBy(kinesis::endpoint)
			.withMessage("The endpoint does not listen; call start()");
		assertThat(kinesis.start()).isSameAs(kinesis.start());
		assertThat(kinesis.endpoint()).isEqualTo(URI.create("http://127.0.0.1:" + kinesis.port()));
		kinesis.close();
		kinesis.close();
		assertThatIllegalStateException().isThrownBy(kinesis::start)
			.withMessage("The endpoint was closed; build another one");
	}

	@Test
	void portCanBeUsedAgainAfterClose() {
		EmbeddedKinesis first = EmbeddedKinesis.builder().build().start();
		int port = first.port();
		first.close();
		try (EmbeddedKinesis second = EmbeddedKinesis.builder().port(port).build().start()) {
			assertThat(second.port()).isEqualTo(port);
		}
	}

	@Test
	void takenPortIsNamed() {
		try (EmbeddedKinesis first = EmbeddedKinesis.builder().build().start();
				EmbeddedKinesis second = EmbeddedKinesis.builder().port(first.port()).build()) {
			assertThatExceptionOfType(EmbeddedKinesisException.class).isThrownBy(second::start)
				.withMessage("Cannot listen on port " + first.port() + " of 127.0.0.1 (Address already in use); "
						+ "stop what uses it or choose another one, 0 for any that is free");
		}
	}

	@Test
	void takenPortForTlsIsNamedAndTheOtherOneIsFreed() {
		EmbeddedKinesis freed = EmbeddedKinesis.builder().build().start();
		int port = freed.port();
		freed.close();
		try (EmbeddedKinesis first = EmbeddedKinesis.builder().build().start()) {
			EmbeddedKinesis second = EmbeddedKinesis.builder().port(port).tlsPort(first.port()).build();
			assertThatExceptionOfType(EmbeddedKinesisException.class).isThrownBy(second::start)
				.withMessageStartingWith("Cannot listen on port " + first.port() + " of 127.0.0.1 (");
		}
		try (EmbeddedKinesis third = EmbeddedKinesis.builder().port(port).build().start()) {
			assertThat(third.port()).isEqualTo(port);
		}
	}

	@ParameterizedTest
	@CsvSource({ "localhost, 127.0.0.1", "0.0.0.0, 127.0.0.1", "127.0.0.2, 127.0.0.2", "::1, [0:0:0:0:0:0:0:1]",
			"::1%lo, [0:0:0:0:0:0:0:1]" })
	void endpointIsAnAddressThatClientsReach(String host, String expected) throws IOException {
		try (EmbeddedKinesis kinesis = EmbeddedKinesis.builder().host(host).build().start()) {
			assertThat(kinesis.endpoint()).isEqualTo(URI.create("http://" + expected + ":" + kinesis.port()));
			assertThat(kinesis.tlsEndpoint()).isEqualTo(URI.create("https://" + expected + ":" + kinesis.port()));
			try (Socket socket = new Socket(kinesis.endpoint().getHost(), kinesis.port())) {
				assertThat(socket.isConnected()).isTrue();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "0.0.0.0, true", "127.0.0.1, false", "::1, false" })
	void listeningBeyondTheLoopbackAddressIsWarnedOf(String host, boolean warned) {
		Logger logger = (Logger) LoggerFactory.getLogger(EmbeddedKinesis.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try (EmbeddedKinesis kinesis = EmbeddedKinesis.builder().host(host).build().start()) {
			assertThat(kinesis.port()).isPositive();
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
			.isEqualTo(warned ? List.of("Listening on 0.0.0.0: whoever reaches the port can read and write everything")
					: List.of());
	}

	@Test
	void unknownHostIsNamed() {
		try (EmbeddedKinesis kinesis = EmbeddedKinesis.builder().host("no-such-host.invalid").build()) {
			assertThatExceptionOfType(EmbeddedKinesisException.class).isThrownBy(kinesis::start)
				.withMessage("Cannot listen on 'no-such-host.invalid', which is no address and no known name of this "
						+ "machine");
		}
	}

	@Test
	void threadsAreDaemonsWithTheNameOfTheEndpoint() {
		try (EmbeddedKinesis kinesis = EmbeddedKinesis.builder().build().start()) {
			assertThat(kinesis.port()).isPositive();
			assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> thread.getName().startsWith("kinesis-embedded-"))
				.isNotEmpty()
				.allMatch(Thread::isDaemon);
		}
	}

	@Test
	void settingsThatTheServiceWouldRefuseAreRefused() {
		EmbeddedKinesis.Builder builder = EmbeddedKinesis.builder().stream("orders", 1);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.port(65536))
			.withMessage("'port' must be between 0 and 65535 but was 65536");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.tlsPort(-1))
			.withMessage("'tlsPort' must be between 0 and 65535 but was -1");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.host(" "))
			.withMessage("'host' must be an address or a name but was blank");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.stream("or/ders", 1))
			.withMessageStartingWith("'name' must be 1 to 128 letters")
			.withMessageEndingWith("but was 'or/ders'");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.stream("clicks", 0))
			.withMessage("'shards' of stream 'clicks' must be at least 1 but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.stream("orders", 1))
			.withMessage("Stream 'orders' must be given only once");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.stream("clicks:"))
			.withMessage("A stream must be NAME or NAME:SHARDS but was 'clicks:'");
		assertThat(List.of("", " ", "US_EAST_1", "us-east-1:", "-"))
			.allSatisfy((region) -> assertThatIllegalArgumentException().isThrownBy(() -> builder.region(region))
				.withMessage("'region' must be the name of a region such as us-east-1, in small letters, digits and "
						+ "hyphens, but was '" + region + "'"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.accountId("12"))
			.withMessage("'accountId' must be 12 digits but was '12'");
	}

	@Test
	void moreShardsThanAnAccountMayHaveAreRefused() {
		EmbeddedKinesis.Builder builder = EmbeddedKinesis.builder().stream("orders", 2).stream("clicks", 19_999);
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageStartingWith("Stream 'clicks' cannot be created: This request would exceed the shard limit")
			.withCauseInstanceOf(AwsError.class);
	}

}
