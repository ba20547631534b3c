package io.kinesisboot.stream.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StreamPlannerTests {

	private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

	private static final StreamState STATE = new StreamState(CapacityMode.PROVISIONED, 2, 1024, 24, null,
			Map.of("team", "shop"), List.of("reader"));

	@Test
	void nothingIsDoneThatNobodyAsksFor() {
		assertThat(steps(spec(null, null), STATE)).isEmpty();
		assertThat(steps(StreamSpec.of("orders", 2), STATE)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "2, 16, '2-4 4-8 8-16'", "2, 5, '2-4 4-5'", "9, 2, '9-5 5-3 3-2'", "3, 1, '3-2 2-1'" })
	void shardsAreDoubledOrHalvedAtMostInEachStep(int from, int to, String steps) {
		StreamState state = new StreamState(CapacityMode.PROVISIONED, from, 1024, 24, null, Map.of(), List.of());
		assertThat(steps(StreamSpec.of("orders", to), state).stream().map((step) -> {
			StreamStep.Scale scale = (StreamStep.Scale) step;
			return scale.from() + "-" + scale.to();
		})).containsExactly(steps.split(" "));
	}

	@Test
	void shardsOfOthersAreLeftAlone() {
		StreamState onDemand = new StreamState(CapacityMode.ON_DEMAND, 4, 1024, 24, null, Map.of(), List.of());
		assertThat(steps(StreamSpec.of("orders", 2), onDemand)).isEmpty();
		StreamSpec resharded = new StreamSpec("orders", null, 8, true, null, null, null, Map.of(), List.of());
		assertThat(steps(resharded, STATE)).isEmpty();
		assertThat(new StreamPlanner(resharded).creation().shards()).isEqualTo(8);
	}

	@Test
	void modeComesBeforeShardsAndShardsBeforeTheRest() {
		StreamSpec spec = new StreamSpec("orders", CapacityMode.PROVISIONED, 8, false, 2L << 20, Duration.ofDays(7),
				KEY, Map.of("team", "billing", "stage", "test"), List.of("reader", "archive"));
		StreamState state = new StreamState(CapacityMode.ON_DEMAND, 4, 1024, 24, null, Map.of("team", "shop"),
				List.of("reader"));
		assertThat(steps(spec, state)).containsExactly(
				new StreamStep.SwitchMode(CapacityMode.ON_DEMAND, CapacityMode.PROVISIONED), new StreamStep.Scale(4, 8),
				new StreamStep.ResizeRecords(1024, 2048), new StreamStep.Retain(24, 168),
				new StreamStep.Encrypt(null, KEY), new StreamStep.Tag(Map.of("team", "billing", "stage", "test")),
				new StreamStep.Register("archive"));
	}

	@Test
	void whatTakesAwayIsKnown() {
		StreamSpec spec = new StreamSpec("orders", null, 1, false, 1L << 20, Duration.ofDays(1), "none",
				Map.of("team", "shop"), List.of());
		StreamState state = new StreamState(CapacityMode.PROVISIONED, 2, 2048, 48, KEY, Map.of("team", "shop"),
				List.of("reader"));
		assertThat(steps(spec, state)).hasSize(4).allMatch(StreamStep::reduces);
		assertThat(steps(StreamSpec.of("orders", 4), STATE)).noneMatch(StreamStep::reduces);
	}

	@ParameterizedTest
	@ValueSource(strings = { KEY, "1234abcd-12ab-34cd-56ef-1234567890ab" })
	void keyIsTheSameWithItsArnAndWithout(String key) {
		assertThat(steps(spec(null, key), encrypted("1234abcd-12ab-34cd-56ef-1234567890ab"))).isEmpty();
		assertThat(steps(spec(null, key), encrypted(KEY))).isEmpty();
		assertThat(steps(spec(null, key), encrypted("alias/orders"))).hasSize(1);
	}

	@Test
	void aliasIsTheSameWithItsArnAndWithout() {
		assertThat(steps(spec(null, "alias/team/orders"),
				encrypted("arn:aws:kms:eu-west-1:123456789012:alias/team/orders")))
			.isEmpty();
		assertThat(steps(spec(null, "alias/team/orders"), encrypted("alias/orders"))).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			shards    | 0       | 'shards' must be between 1 and 10000 (CreateStream limit) but was 0
			shards    | 10001   | 'shards' must be between 1 and 10000 (CreateStream limit) but was 10001
			size      | 1048575 | 'maxRecordSize' must be between 1MB and 10MB
			size      | 1048577 | in whole KB, but was 1048577 B
			retention | 23      | 'retention' must be between 24h and 8760h
			retention | 8761    | in whole hours, but was PT8761H
			""")
	void settingLimitAndValueAreNamed(String setting, long value, String message) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new StreamSpec("orders", null, setting.equals("shards") ? (Integer) (int) value : null,
					false, setting.equals("size") ? value : null,
					setting.equals("retention") ? Duration.ofHours(value) : null, null, Map.of(), List.of()))
			.withMessageContaining(message);
	}

	@Test
	void planSaysInOrderWhatIsToBeDoneAndWhatIsNot() {
		StreamPlan plan = new StreamPlan(StreamSpec.of("orders", 1),
				new StreamPolicy(StreamPolicy.OnMissing.FAIL, StreamPolicy.OnDifference.UPDATE, false),
				List.of(new StreamStep.Retain(24, 168), new StreamStep.Tag(Map.of("team", "shop"))),
				List.of(new StreamStep.Scale(2, 1)));
		assertThat(plan).hasToString("""
				Stream 'orders' is not as configured
				1. IncreaseStreamRetentionPeriod from 24 h to 168 h
				2. AddTagsToStream {team=shop}
				not done: UpdateShardCount from 2 to 1, since it takes away, and 'reduce' is not set""");
	}

	private static List<StreamStep> steps(StreamSpec spec, StreamState state) {
		return new StreamPlanner(spec).steps(state);
	}

	private static StreamSpec spec(@Nullable Integer shards, @Nullable String encryption) {
		return new StreamSpec("orders", null, shards, false, null, null, encryption, Map.of(), List.of());
	}

	private static StreamState encrypted(String key) {
		return new StreamState(CapacityMode.PROVISIONED, 2, 1024, 24, key, Map.of(), List.of());
	}

}
