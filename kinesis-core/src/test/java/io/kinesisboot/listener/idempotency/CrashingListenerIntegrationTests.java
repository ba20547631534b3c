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
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.UserRecord;
import org.awaitility.Awaitility;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts effects in a real database while the processes that have them are killed, again
 * and again, and every fifth record is in the stream twice.
 */
class CrashingListenerIntegrationTests {

	private static final int RECORDS = 4000;

	private static final int CRASHES = 5;

	/** How far behind its original a duplicate comes: a multiple of the keys. */
	private static final int DISTANCE = 500;

	private static final int KEYS = 20;

	private final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final String stream = this.endpoint.createStream("orders", 2);

	@TempDir
	private Path directory;

	@AfterEach
	void closeEndpoint() {
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
		try (H2 h2 = H2.start(); Database database = h2.database()) {
			assertThat(effectsByRecord(database, "leases")).hasSize(RECORDS);
		}
	}

	private Map<String, Integer> effectsByRecord(Database database, String store) throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		jdbc.execute("CREATE TABLE effects (payload VARCHAR(100) NOT NULL)");
		send();
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		int before = 0;
		for (int crash = 0; crash < CRASHES; crash++) {
			// The listener may have got further than it was let before it was killed
			int enough = Math.min(RECORDS, before + 1 + random.nextInt(RECORDS / (CRASHES + 1)));
			runUntil(database, store, () -> count(jdbc, "*") >= enough, "seed " + seed);
			before = count(jdbc, "*");
		}
		runUntil(database, store, () -> count(jdbc, "DISTINCT payload") == RECORDS, "seed " + seed);
		Map<String, Integer> effects = new HashMap<>();
		jdbc.query("SELECT payload, COUNT(*) FROM effects GROUP BY payload",
				(RowCallbackHandler) (row) -> effects.put(row.getString(1), row.getInt(2)));
		return effects;
	}

	private void runUntil(Database database, String store, Callable<Boolean> enough, String seed) throws Exception {
		Process process = JavaProcess.start(CrashingListener.class, this.directory.resolve("output"),
				this.endpoint.kinesisEndpoint().toString(), this.endpoint.dynamoDbEndpoint().toString(), this.stream,
				database.url(), store);
		try {
			Awaitility.await(seed)
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

	/**
	 * Sends the records, each with an id, and each fifth of them a second time, further
	 * on. The last ones of the keys come once: when they are there, all is.
	 */
	private void send() {
		try (KinesisProducer producer = KinesisProducer.builder(this.endpoint.kinesis()).build()) {
			List<CompletableFuture<?>> sent = new ArrayList<>();
			for (int i = 0; i < RECORDS; i++) {
				sent.add(producer.send(record(i)));
				if (i >= DISTANCE && i < RECORDS - KEYS && i % 5 == 0) {
					sent.add(producer.send(record(i - DISTANCE)));
				}
			}
			sent.forEach(CompletableFuture::join);
		}
	}

	private UserRecord record(int number) {
		return new UserRecord(this.stream, "key-" + number % KEYS, null,
				ByteBuffer.wrap(("order-" + number).getBytes(StandardCharsets.UTF_8)),
				Map.of(UserRecord.DEDUPLICATION_ID, "id-" + number));
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
