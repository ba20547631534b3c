package io.kinesisboot.flink.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.RecordView;
import io.kinesisboot.embedded.junit.EmbeddedKinesis;
import io.kinesisboot.flink.RunningJob;
import io.kinesisboot.flink.StreamWriter;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Page views per user in three kinds of windows, by SQL and by a plain program. The job
 * is killed and goes on from its checkpoint, and shards are split and merged while it
 * runs.
 */
@EmbeddedKinesis(streams = { "views:4", "windows:2" }, perTest = true)
class WindowsOfTheAccessLogTests {

	private static final Path REAL_LOG = Path
		.of(System.getProperty("kinesis.test.access-log", "../../shared/data/access.log"));

	private static final Pattern LINE = Pattern.compile("^(\\S+) \\S+ \\S+ \\[([^]]+)]");

	private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z",
			Locale.ENGLISH);

	private static final DateTimeFormatter ROW_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS")
		.withZone(ZoneOffset.UTC);

	private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration GAP = Duration.ofMinutes(30);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@TempDir
	Path checkpoints;

	@Test
	void everyWindowOfTheRealLogIsAsAPlainProgramCountsIt(KinesisEndpoint endpoint, KinesisAsyncClient kinesis)
			throws Exception {
		Assumptions.assumeTrue(Files.exists(REAL_LOG), "the real access log is not there");
		try (var lines = Files.lines(REAL_LOG)) {
			check(lines.map(WindowsOfTheAccessLogTests::view).toList(), endpoint, kinesis);
		}
	}

	@Test
	void everyWindowOfGeneratedViewsIsAsAPlainProgramCountsIt(KinesisEndpoint endpoint, KinesisAsyncClient kinesis)
			throws Exception {
		Random random = new Random(20261124);
		List<View> views = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			views.add(new View("user-" + random.nextInt(150),
					Instant.parse("2026-11-23T00:00:00Z").plusSeconds(random.nextInt(24 * 3600))));
		}
		check(views, endpoint, kinesis);
	}

	private void check(List<View> unsorted, KinesisEndpoint endpoint, KinesisAsyncClient kinesis) throws Exception {
		List<View> views = unsorted.stream().sorted(Comparator.comparing(View::time)).toList();
		StreamWriter writer = new StreamWriter(kinesis, "views");
		RunningJob job = start(endpoint, null);
		write(writer, views, 0, 30);
		writer.split(0);
		write(writer, views, 30, 50);
		Awaitility.await().atMost(LIMIT).until(() -> !rows(endpoint).isEmpty());
		job.cancel();
		write(writer, views, 50, 60);
		job = start(endpoint, RunningJob.newestCheckpoint(this.checkpoints));
		write(writer, views, 60, 80);
		writer.merge(1);
		write(writer, views, 80, 100);
		writer.writeToEachShard(new View("nobody", Instant.parse("2030-01-01T00:00:00Z")).json());
		Set<String> expected = expected(views);
		try {
			Awaitility.await().atMost(LIMIT).until(() -> rows(endpoint).size() >= expected.size());
			assertThat(rows(endpoint)).isEqualTo(expected);
		}
		finally {
			job.cancel();
		}
	}

	private static void write(StreamWriter writer, List<View> views, int fromPercent, int toPercent) {
		writer.write(views.subList(views.size() * fromPercent / 100, views.size() * toPercent / 100)
			.stream()
			.map((view) -> new String[] { view.user(), view.json() })
			.toList());
	}

	private RunningJob start(KinesisEndpoint endpoint, @Nullable String restoreFrom) {
		TableEnvironment sql = TableEnvironment.create(EnvironmentSettings.newInstance()
			.withConfiguration(RunningJob.configuration(this.checkpoints, restoreFrom))
			.build());
		sql.getConfig().set("parallelism.default", "2").set("table.local-time-zone", "UTC");
		String connector = """
				'connector' = 'kinesis-bridge', 'aws.region' = '%s', 'aws.endpoint' = '%s',
				'aws.credentials.provider' = 'BASIC', 'aws.credentials.basic.accesskeyid' = '%s',
				'aws.credentials.basic.secretkey' = '%s'
				""".formatted(endpoint.region(), endpoint.endpoint(), endpoint.accessKeyId(),
				endpoint.secretAccessKey());
		sql.executeSql("""
				CREATE TABLE page_views (user_id STRING, viewed_at TIMESTAMP_LTZ(3),
				  WATERMARK FOR viewed_at AS viewed_at - INTERVAL '5' SECOND)
				WITH (%s, 'stream.arn' = 'views', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601',
				  'source.init.position' = 'TRIM_HORIZON', 'source.reader.fetch-interval' = '20 ms')
				""".formatted(connector));
		sql.executeSql("""
				CREATE TABLE counts (line STRING)
				WITH (%s, 'stream.arn' = 'windows', 'format' = 'raw', 'sink.aggregation' = 'true',
				  'sink.shard-rate' = 'unlimited')
				""".formatted(connector));
		StatementSet statements = sql.createStatementSet();
		statements
			.addInsertSql(insert("tumble", "TUMBLE(TABLE page_views, DESCRIPTOR(viewed_at), INTERVAL '5' MINUTES)"));
		statements.addInsertSql(insert("hop",
				"HOP(TABLE page_views, DESCRIPTOR(viewed_at), INTERVAL '5' MINUTES, INTERVAL '60' MINUTES)"));
		statements.addInsertSql(insert("session",
				"SESSION(TABLE page_views PARTITION BY user_id, DESCRIPTOR(viewed_at), INTERVAL '30' MINUTES)"));
		return RunningJob.of(statements.execute().getJobClient().orElseThrow());
	}

	private static String insert(String kind, String windows) {
		return """
				INSERT INTO counts SELECT CONCAT_WS(',', '%s', user_id, CAST(window_start AS STRING),
				  CAST(window_end AS STRING), CAST(COUNT(*) AS STRING))
				FROM TABLE(%s) GROUP BY user_id, window_start, window_end
				""".formatted(kind, windows);
	}

	private static Set<String> rows(KinesisEndpoint endpoint) {
		return endpoint.stream("windows")
			.records()
			.stream()
			.flatMap((record) -> texts(record).stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<String> texts(RecordView record) {
		Aggregate aggregate = Aggregate.read(ByteBuffer.wrap(record.bytes()));
		List<String> texts = new ArrayList<>();
		if (aggregate == null) {
			texts.add(record.text());
		}
		else {
			for (int i = 0; i < aggregate.size(); i++) {
				texts.add(StandardCharsets.UTF_8.decode(aggregate.data(i)).toString());
			}
		}
		return texts;
	}

	private static Set<String> expected(List<View> views) {
		Map<String, Integer> counts = new HashMap<>();
		for (View view : views) {
			count(counts, "tumble", view, floor(view.time()), FIVE_MINUTES);
			for (Instant start = floor(view.time()); start.plus(HOUR)
				.isAfter(view.time()); start = start.minus(FIVE_MINUTES)) {
				count(counts, "hop", view, start, HOUR);
			}
		}
		Set<String> rows = new TreeSet<>();
		counts.forEach((window, count) -> rows.add(window + "," + count));
		Map<String, List<View>> byUser = views.stream()
			.collect(Collectors.groupingBy(View::user, TreeMap::new, Collectors.toList()));
		byUser.values().forEach((ofUser) -> addSessions(ofUser, rows));
		return rows;
	}

	private static void count(Map<String, Integer> counts, String kind, View view, Instant start, Duration size) {
		counts.merge(window(kind, view.user(), start, start.plus(size)), 1, Integer::sum);
	}

	private static void addSessions(List<View> ofUser, Set<String> rows) {
		int first = 0;
		for (int next = 1; next <= ofUser.size(); next++) {
			Instant end = ofUser.get(next - 1).time().plus(GAP);
			if (next == ofUser.size() || ofUser.get(next).time().isAfter(end)) {
				View start = ofUser.get(first);
				rows.add(window("session", start.user(), start.time(), end) + "," + (next - first));
				first = next;
			}
		}
	}

	private static String window(String kind, String user, Instant start, Instant end) {
		return String.join(",", kind, user, ROW_TIME.format(start), ROW_TIME.format(end));
	}

	private static Instant floor(Instant time) {
		return time.minusSeconds(time.getEpochSecond() % FIVE_MINUTES.toSeconds()).truncatedTo(ChronoUnit.SECONDS);
	}

	private static View view(String line) {
		Matcher matcher = LINE.matcher(line);
		assertThat(matcher.find()).as(line).isTrue();
		return new View(matcher.group(1), OffsetDateTime.parse(matcher.group(2), LOG_TIME).toInstant());
	}

	/**
	 * A page that a user viewed.
	 *
	 * @param user the user
	 * @param time when
	 */
	private record View(String user, Instant time) {

		String json() {
			return "{\"user_id\":\"%s\",\"viewed_at\":\"%s\"}".formatted(this.user, this.time);
		}

	}

}
