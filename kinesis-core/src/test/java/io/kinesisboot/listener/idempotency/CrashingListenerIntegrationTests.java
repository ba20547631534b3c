package io.kinesisboot.listener.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.JavaProcess;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.dedup.LocalServer;
import io.kinesisboot.dedup.jdbc.Database;
import io.kinesisboot.dedup.jdbc.JdbcDialect;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import org.awaitility.Awaitility;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts effects in a real database while the processes that have them are killed, again
 * and again, and the producer stores records twice, since it sends again what was stored
 * and not confirmed.
 */
class CrashingListenerIntegrationTests {

	private static final int CRASHES = 5;

	/** How many records are sent while one of the processes is alive. */
	private static final int SLICE = 800;

	private static final int KEYS = 20;

	/** The last ones of the keys are stored once: when they are there, all is. */
	private static final int RECORDS = CRASHES * SLICE + KEYS;

	private final long seed = new Random().nextLong();

	private final EmbeddedKinesis endpoint = EmbeddedKinesis.builder()
		.stream("orders", 2)
		.faultSeed(this.seed)
		.build()
		.start();

	private final KinesisAsyncClient client = CrashingListener
		.configure(KinesisAsyncClient.builder(), this.endpoint.endpoint().toString())
		.build();

	private final KinesisProducer producer = KinesisProducer.builder(this.client)
		.options(ProducerOptions.builder()
			.aggregation(AggregationOptions.ofMaxBytes(1024))
			.shardRate(ProducerOptions.UNLIMITED)
			.deduplicationIds(true)
			.recordTimeToLive(Duration.ofMinutes(5))
			.build())
		.build();

	private final List<CompletableFuture<?>> sent = new ArrayList<>();

	@TempDir
	private Path directory;

	@AfterEach
	void closeEndpoint() {
		this.producer.close(Duration.ZERO);
		this.client.close();
		this.endpoint.close();
	}

	@Test
	void effectsInTheTransactionOfTheirKeysHappenExactlyOnce() throws Exception {
		try (H2 h2 = H2.start(); Database database = h2.database()) {
			assertThat(effectsByRecord(database, CrashingListener.TRANSACTION)).hasSize(RECORDS)
				.allSatisfy((payload, count) -> assertThat(count).as(payload).isOne());
		}
	}

	@Test
	void effectsInTheTransactionOfTheirKeysHappenExactlyOnceInPostgreSql() throws Exception {
		try (LocalServer server = LocalServer.postgresql(); Database database = Database.postgresql(server).create()) {
			assertThat(effectsByRecord(database, CrashingListener.TRANSACTION)).hasSize(RECORDS)
				.allSatisfy((payload, count) -> assertThat(count).as(payload).isOne());
		}
	}

	@Test
	void effectsOutsideOfATransactionHappenAtLeastOnce() throws Exception {
		try (LocalServer server = LocalServer.postgresql(); Database database = Database.postgresql(server).create()) {
			assertThat(effectsByRecord(database, CrashingListener.LEASES)).hasSize(RECORDS);
		}
	}

	@Test
	void effectsWhoseKeysAreInRedisHappenAtLeastOnce() throws Exception {
		try (LocalServer redis = LocalServer.redis(); H2 h2 = H2.start(); Database database = h2.database()) {
			assertThat(effectsByRecord(database, CrashingListener.REDIS + redis.port())).hasSize(RECORDS);
		}
	}

	private Map<String, Integer> effectsByRecord(Database database, String store) throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		jdbc.execute("CREATE TABLE effects (payload VARCHAR(100) NOT NULL)");
		this.endpoint.faults().add(Fault.loseAnswers().action("PutRecords").share(0.2).build());
		Random random = new Random(this.seed);
		int before = 0;
		for (int crash = 0; crash < CRASHES; crash++) {
			// The listener may have got further than it was let before it was killed
			int enough = before + 1 + random.nextInt(SLICE / 2);
			send(crash * SLICE, SLICE);
			runUntil(database, store, () -> count(jdbc, "*") >= enough);
			before = count(jdbc, "*");
		}
		this.sent.forEach(CompletableFuture::join);
		this.endpoint.faults().clear();
		send(CRASHES * SLICE, KEYS);
		runUntil(database, store, () -> count(jdbc, "DISTINCT payload") == RECORDS);
		assertThat(storedRecords()).as("records that were stored twice").isGreaterThan(RECORDS);
		Map<String, Integer> effects = new HashMap<>();
		jdbc.query("SELECT payload, COUNT(*) FROM effects GROUP BY payload",
				(RowCallbackHandler) (row) -> effects.put(row.getString(1), row.getInt(2)));
		return effects;
	}

	private void runUntil(Database database, String store, Callable<Boolean> enough) throws Exception {
		String address = this.endpoint.endpoint().toString();
		Process process = JavaProcess.start(CrashingListener.class, this.directory.resolve("output"), address, address,
				"orders", database.url(), store);
		try {
			Awaitility.await("seed " + this.seed)
				.atMost(KinesisTestEndpoint.patience())
				.pollInterval(Duration.ofMillis(5))
				.until(enough);
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static int count(JdbcTemplate jdbc, String what) {
		Integer count = jdbc.queryForObject("SELECT COUNT(" + what + ") FROM effects", Integer.class);
		return (count != null) ? count : 0;
	}

	private void send(int first, int count) {
		for (int number = first; number < first + count; number++) {
			this.sent.add(this.producer.send(new UserRecord("orders", "key-" + number % KEYS,
					ByteBuffer.wrap(("order-" + number).getBytes(StandardCharsets.UTF_8)))));
		}
	}

	private long storedRecords() {
		return KinesisTestEndpoint.shards(this.client, "orders")
			.stream()
			.mapToLong((shard) -> KinesisTestEndpoint.userRecords(this.client, "orders", shard).size())
			.sum();
	}

	/** A database in this process that others reach. */
	private record H2(Server server) implements AutoCloseable {

		static H2 start() throws SQLException {
			return new H2(Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start());
		}

		Database database() {
			return Database
				.at(JdbcDialect.H2,
						"jdbc:h2:tcp://localhost:" + this.server.getPort() + "/mem:" + UUID.randomUUID()
								+ ";DB_CLOSE_DELAY=-1")
				.create();
		}

		@Override
		public void close() {
			this.server.stop();
		}

	}

}
