package io.kinesisboot.embedded.fault;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.Delivery;
import io.kinesisboot.embedded.protocol.Disturbance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Faults} and what is added to them.
 */
class FaultsTests {

	private final Faults faults = new Faults(42);

	private Delivery delivery(String action, @Nullable String stream) {
		return this.faults.deliver(action, stream);
	}

	@Test
	void actionsAreThoseOfTheSdk() {
		List<String> actions = Stream.of(KinesisAsyncClient.class, FirehoseAsyncClient.class)
			.flatMap((client) -> Arrays.stream(client.getMethods()))
			.filter((method) -> method.getReturnType() == CompletableFuture.class)
			.map(Method::getName)
			.map((name) -> Character.toUpperCase(name.charAt(0)) + name.substring(1))
			.distinct()
			.toList();
		assertThat(KinesisActions.ALL).containsExactlyInAnyOrderElementsOf(actions);
	}

	@Test
	void withoutFaultsCallsPassInPeace() {
		assertThat(this.faults.disturb("PutRecords", "orders")).isSameAs(Disturbance.NONE);
		assertThat(this.faults.throttlesRecord("PutRecords", "orders")).isFalse();
		assertThat(this.faults.repeatedRecords("GetRecords", "orders")).isZero();
		assertThat(this.faults.expiresIterator("orders", 0)).isFalse();
	}

	@Test
	void faultBefallsOnlyItsStreamAndItsAction() {
		ActiveFault fault = this.faults.add(Fault.cutAnswers().stream("orders").action("PutRecord").build());
		assertThat(delivery("PutRecord", "orders")).isEqualTo(Delivery.CUT);
		assertThat(delivery("PutRecord", "clicks")).isEqualTo(Delivery.WHOLE);
		assertThat(delivery("PutRecord", null)).isEqualTo(Delivery.WHOLE);
		assertThat(delivery("PutRecords", "orders")).isEqualTo(Delivery.WHOLE);
		assertThat(fault.strikes()).isEqualTo(1);
	}

	@Test
	void usedUpFaultStrikesNoMoreAndStaysInTheList() {
		ActiveFault fault = this.faults.add(Fault.failCalls("LimitExceededException").times(2).build());
		List<Boolean> refused = new ArrayList<>();
		for (int call = 0; call < 4; call++) {
			refused.add(this.faults.disturb("ListShards", "orders").refusal() != null);
		}
		assertThat(refused).containsExactly(true, true, false, false);
		assertThat(this.faults.list()).containsExactly(fault);
		assertThat(fault).hasToString("1: failCalls with 400 LimitExceededException, 2 times, struck 2 times");
	}

	@Test
	void removedFaultStrikesNoMore() {
		ActiveFault first = this.faults.add(Fault.loseAnswers().build());
		ActiveFault second = this.faults.add(Fault.cutAnswers().build());
		assertThat(this.faults.remove(first.id())).isTrue();
		assertThat(this.faults.remove(first.id())).isFalse();
		assertThat(this.faults.list()).containsExactly(second);
		assertThat(delivery("PutRecord", "orders")).isEqualTo(Delivery.CUT);
		this.faults.clear();
		assertThat(delivery("PutRecord", "orders")).isEqualTo(Delivery.WHOLE);
	}

	@Test
	void severalFaultsAddUp() {
		this.faults.add(Fault.delayAnswers(Duration.ofMillis(20)).build());
		this.faults.add(Fault.failCalls("InternalFailure").build());
		this.faults.add(Fault.failCalls("LimitExceededException").build());
		this.faults.add(Fault.delayAnswers(Duration.ofMillis(3)).build());
		this.faults.add(Fault.loseAnswers().build());
		this.faults.add(Fault.cutAnswers().build());
		Disturbance disturbance = this.faults.disturb("PutRecord", "orders");
		assertThat(disturbance.delay()).isEqualTo(Duration.ofMillis(23));
		assertThat(disturbance.refusal()).isNotNull();
		assertThat(disturbance.refusal().type()).isEqualTo("InternalFailure");
		assertThat(disturbance.refusal().status()).isEqualTo(500);
		assertThat(delivery("PutRecord", "orders")).isEqualTo(Delivery.LOST);
	}

	@Test
	void delaysAddUpToAMinuteAtMost() {
		this.faults.add(Fault.delayAnswers(Fault.MAX_DELAY.minusSeconds(1)).build());
		this.faults.add(Fault.delayAnswers(Fault.MAX_DELAY).build());
		assertThat(this.faults.disturb("PutRecord", "orders").delay()).isEqualTo(Fault.MAX_DELAY);
	}

	@Test
	void sameSeedAndCallsGiveTheSameFaultsWhateverElseIsAdded() {
		Faults others = new Faults(42);
		ActiveFault mine = this.faults.add(Fault.throttleRecords().share(0.3).build());
		others.add(Fault.throttleRecords().share(0.3).build());
		others.add(Fault.delayAnswers(Duration.ZERO, Duration.ofSeconds(1)).share(0.5).build());
		StringBuilder first = new StringBuilder();
		StringBuilder second = new StringBuilder();
		for (int record = 0; record < 1000; record++) {
			first.append(this.faults.throttlesRecord("PutRecords", "orders") ? 'x' : '.');
			others.disturb("PutRecords", "orders");
			second.append(others.throttlesRecord("PutRecords", "orders") ? 'x' : '.');
		}
		assertThat(first).hasToString(second.toString());
		assertThat(mine.strikes()).isBetween(230, 370);
		Faults otherSeed = new Faults(43);
		otherSeed.add(Fault.throttleRecords().share(0.3).build());
		StringBuilder third = new StringBuilder();
		for (int record = 0; record < 1000; record++) {
			third.append(otherSeed.throttlesRecord("PutRecords", "orders") ? 'x' : '.');
		}
		assertThat(third.toString()).isNotEqualTo(first.toString());
	}

	@Test
	void delaysAreDrawnFromTheirRange() {
		Duration min = Duration.ofMillis(10);
		Duration max = Duration.ofMillis(30);
		this.faults.add(Fault.delayAnswers(min, max).build());
		TreeSet<Duration> delays = new TreeSet<>();
		for (int call = 0; call < 200; call++) {
			delays.add(this.faults.disturb("GetRecords", "orders").delay());
		}
		assertThat(delays.first()).isBetween(min, Duration.ofMillis(14));
		assertThat(delays.last()).isBetween(Duration.ofMillis(26), max);
	}

	@Test
	void onlyIteratorsMadeBeforeExpire() {
		int before = this.faults.era();
		this.faults.add(Fault.expireIterators().stream("orders").build());
		assertThat(this.faults.expiresIterator("orders", before)).isTrue();
		assertThat(this.faults.expiresIterator("clicks", before)).isFalse();
		assertThat(this.faults.expiresIterator("orders", this.faults.era())).isFalse();
	}

	@Test
	void subscriptionsThatAreOpenOrBeginAreEnded() {
		List<String> ended = new ArrayList<>();
		Runnable closed = this.faults.subscriptionOpened("orders", () -> ended.add("closed"));
		this.faults.subscriptionOpened("orders", () -> ended.add("open"));
		this.faults.subscriptionOpened("clicks", () -> ended.add("clicks"));
		closed.run();
		this.faults.add(Fault.endSubscriptions().stream("orders").times(2).build());
		assertThat(ended).containsExactly("open");
		this.faults.subscriptionOpened("orders", () -> ended.add("second"));
		this.faults.subscriptionOpened("orders", () -> ended.add("third"));
		assertThat(ended).containsExactly("open", "second");
	}

	@Test
	void faultThatCannotBeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.cutAnswers().share(0))
			.withMessage("'share' must be more than 0 and at most 1 but was 0.0");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.cutAnswers().share(Double.NaN));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.cutAnswers().times(0))
			.withMessage("'times' must be at least 1 but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.throttleRecords().action("GetRecords"))
			.withMessage(
					"'action' of throttleRecords must be one of [PutRecord, PutRecordBatch, PutRecords] but was 'GetRecords'");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.failCalls("Not\r\nA: code"))
			.withMessageStartingWith("'code' must be the name of an error");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.failCalls(200, "Fine", ""))
			.withMessage("'status' must be between 400 and 599 but was 200");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Fault.delayAnswers(Duration.ofSeconds(2), Duration.ofSeconds(1)))
			.withMessageEndingWith("but was PT2S to PT1S");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.delayAnswers(Fault.MAX_DELAY.plusNanos(1)))
			.withMessage("A delay must be between 0 and 1 minute, and its range ascend, "
					+ "but was PT1M0.000000001S to PT1M0.000000001S");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.repeatRecords(0))
			.withMessage("'records' must be between 1 and 10000 but was 0");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			kind=throttleRecords stream=orders share=0.5 times=3|throttleRecords, stream 'orders', share 0.5, 3 times
			kind=failCalls code=ServiceUnavailable|failCalls with 503 ServiceUnavailable
			kind=failCalls code=Odd status=418 message=tea|failCalls with 418 Odd
			kind=delayAnswers minMillis=100|delayAnswers by PT0.1S to PT0.1S
			kind=delayAnswers minMillis=100 maxMillis=200|delayAnswers by PT0.1S to PT0.2S
			kind=repeatRecords records=3|repeatRecords, 3
			kind=loseAnswers action=PutRecords|loseAnswers, action PutRecords
			kind=cutAnswers|cutAnswers
			kind=expireIterators|expireIterators
			kind=endSubscriptions times=1|endSubscriptions, 1 times
			""")
	void faultIsReadFromItsMembers(String members, String fault) {
		assertThat(FaultReader.read(members(members))).hasToString(fault);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			kind=explode|'kind' must be one of [throttleRecords, failCalls, delayAnswers, cutAnswers, loseAnswers, \
			repeatRecords, expireIterators, endSubscriptions] but was 'explode'
			stream=orders|endSubscriptions] but was null
			kind=cutAnswers sharee=1|Unknown field 'sharee': a fault of kind cutAnswers has \
			[action, kind, share, stream, times]
			kind=cutAnswers records=1|Unknown field 'records': a fault of kind cutAnswers has
			kind=cutAnswers share=2|'share' must be more than 0 and at most 1 but was 2.0
			kind=cutAnswers share=half|'share' must be a number but was 'half'
			kind=cutAnswers times=1.5|'times' must be a whole number but was 1.5
			kind=cutAnswers stream=7|'stream' must be text but was 7
			kind=cutAnswers action=Sing|'action' of cutAnswers must be one of [AddTagsToStream,
			kind=failCalls|'code' must be text but was null
			kind=repeatRecords records=x|'records' must be a whole number but was 'x'
			""")
	void whatIsWrongWithAFaultIsTold(String members, String message) {
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> FaultReader.read(members(members)))
			.withMessageContaining(message)
			.satisfies((error) -> assertThat(error.status()).isEqualTo(400));
	}

	private static Map<String, Object> members(String text) {
		return Arrays.stream(text.split(" "))
			.map((member) -> member.split("="))
			.collect(Collectors.toMap((member) -> member[0], (member) -> value(member[1])));
	}

	private static Object value(String text) {
		if (text.matches("\\d+")) {
			return Integer.valueOf(text);
		}
		return text.matches("[\\d.]+") ? (Object) Double.valueOf(text) : text;
	}

}
