package io.kinesisboot.flink.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.RecordView;
import io.kinesisboot.embedded.junit.EmbeddedKinesis;
import io.kinesisboot.flink.RunningJob;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.UserRecord;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link KinesisBridgeTableFactory}, its tables and their options.
 */
@EmbeddedKinesis(streams = "orders:2", perTest = true)
class KinesisBridgeTableIntegrationTests {

	@TempDir
	Path checkpoints;

	private TableEnvironment sql;

	private KinesisEndpoint endpoint;

	@BeforeEach
	void createEnvironment(KinesisEndpoint endpoint) {
		this.endpoint = endpoint;
		this.sql = TableEnvironment.create(EnvironmentSettings.newInstance()
			.withConfiguration(RunningJob.configuration(this.checkpoints, null))
			.build());
		this.sql.getConfig().set("parallelism.default", "1");
	}

	@Test
	@Timeout(60)
	void columnsOfThePartitionMakeThePartitionKey() throws Exception {
		createTable("name STRING, region STRING, amount INT", " PARTITIONED BY (region, name)", "");
		this.sql.executeSql("INSERT INTO orders VALUES ('ann', 'eu', 1), ('bob', 'us', 2)").await();
		assertThat(this.endpoint.stream("orders").records()).extracting(RecordView::partitionKey, RecordView::text)
			.containsExactlyInAnyOrder(tuple("eu|ann", "{\"name\":\"ann\",\"region\":\"eu\",\"amount\":1}"),
					tuple("us|bob", "{\"name\":\"bob\",\"region\":\"us\",\"amount\":2}"));
	}

	@Test
	@Timeout(60)
	void fixedPartitionerGivesAllRowsOfAWriterOneKey() throws Exception {
		createTable("amount INT", "", ", 'sink.partitioner' = 'fixed'");
		this.sql.executeSql("INSERT INTO orders VALUES (1), (2), (3)").await();
		assertThat(this.endpoint.stream("orders").records()).hasSize(3)
			.extracting(RecordView::partitionKey)
			.containsOnly(this.endpoint.stream("orders").records().get(0).partitionKey());
	}

	@Test
	@Timeout(60)
	void metadataColumnsTellWhereARowComesFrom(KinesisAsyncClient kinesis) throws Exception {
		try (KinesisProducer producer = KinesisProducer.builder(kinesis).build()) {
			UserRecord record = new UserRecord("orders", "ann", null,
					ByteBuffer.wrap("{\"amount\":7}".getBytes(StandardCharsets.UTF_8)), Map.of("origin", "web"));
			producer.send(record).orTimeout(30, TimeUnit.SECONDS).join();
		}
		RecordView stored = this.endpoint.stream("orders").records().get(0);
		createTable("""
				partition_key STRING METADATA FROM 'partition-key' VIRTUAL, amount INT,
				shard STRING METADATA FROM 'shard-id' VIRTUAL,
				seq STRING METADATA FROM 'sequence-number' VIRTUAL,
				sub BIGINT METADATA FROM 'sub-sequence-number' VIRTUAL,
				arrived TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
				explicit STRING METADATA FROM 'explicit-hash-key' VIRTUAL,
				headers MAP<STRING, STRING> METADATA VIRTUAL
				""", "", ", 'source.init.position' = 'TRIM_HORIZON'");
		assertThat(read("SELECT * FROM orders", 1)).containsExactly(Row.of("ann", 7, stored.shardId(),
				stored.sequenceNumber(), 0L, stored.arrivalTime(), null, Map.of("origin", "web")));
	}

	@Test
	@Timeout(60)
	void rowsArePushedToARegisteredConsumer(KinesisAsyncClient kinesis) throws Exception {
		createTable("amount INT", "", """
				, 'source.init.position' = 'TRIM_HORIZON', 'source.reader.type' = 'EFO',
				'source.efo.consumer.name' = 'flink'""");
		this.sql.executeSql("INSERT INTO orders VALUES (1), (2), (3)").await();
		assertThat(read("SELECT amount FROM orders", 3)).containsExactlyInAnyOrder(Row.of(1), Row.of(2), Row.of(3));
		assertThat(this.endpoint.calls().of("SubscribeToShard")).isNotEmpty();
		assertThat(this.endpoint.calls().of("GetRecords")).isEmpty();
		Awaitility.await().until(() -> !this.endpoint.calls().of("DeregisterStreamConsumer").isEmpty());
	}

	@Test
	void watermarksAreMadeInTheSource() {
		createTable("seen TIMESTAMP_LTZ(3), WATERMARK FOR seen AS seen - INTERVAL '5' SECOND", "", "");
		assertThat(this.sql.explainSql("SELECT * FROM orders")).contains("watermark=[-(seen, 5000:INTERVAL SECOND)]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			textBlock = """
					'source.reader.type' = 'EFO'; 'source.efo.consumer.name' must be given with 'source.reader.type' = 'EFO'
					'source.init.position' = 'AT_TIMESTAMP', 'source.init.timestamp' = 'today'; 'source.init.timestamp' must be a moment such as
					'source.shard.get-records.max-record-count' = '20000'; 'maxRecords' must be between 1 and 10000 (GetRecords limit) but was 20000
					'source.speed' = 'high'; Unsupported options: source.speed
					""",
			quoteCharacter = '`')
	void wrongOptionIsNamed(String option, String message) {
		createTable("amount INT", "", ", " + option);
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.sql.explainSql("SELECT * FROM orders"))
			.satisfies((failure) -> assertThat(Throwables.getStackTrace(failure).replaceAll("\\s+", " "))
				.contains(message));
	}

	@Test
	void partitionOfBytesIsRefused() {
		createTable("name BYTES", " PARTITIONED BY (name)", "");
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.sql.explainSql("INSERT INTO orders SELECT name FROM orders"))
			.withMessageContaining("but 'name' is BYTES");
	}

	private List<Row> read(String query, int rows) throws Exception {
		List<Row> read = new ArrayList<>();
		CloseableIterator<Row> result = this.sql.executeSql(query).collect();
		try {
			while (read.size() < rows) {
				read.add(result.next());
			}
		}
		finally {
			result.close();
		}
		return read;
	}

	private void createTable(String columns, String partition, String options) {
		this.sql.executeSql("""
				CREATE TABLE orders (%s)%s WITH ('connector' = 'kinesis-bridge', 'stream.arn' = 'orders',
				'format' = 'json', 'aws.region' = '%s', 'aws.endpoint' = '%s', 'aws.credentials.provider' = 'BASIC',
				'aws.credentials.basic.accesskeyid' = '%s', 'aws.credentials.basic.secretkey' = '%s' %s)
				""".formatted(columns, partition, this.endpoint.region(), this.endpoint.endpoint(),
				this.endpoint.accessKeyId(), this.endpoint.secretAccessKey(), options));
	}

}
