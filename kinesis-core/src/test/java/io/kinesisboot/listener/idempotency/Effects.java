package io.kinesisboot.listener.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.kinesisboot.consumer.ReceivedRecord;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.annotation.Transactional;

/**
 * A listener whose effects are rows: one for each record, and nothing keeps it from
 * writing one twice. Thread-safe.
 */
public class Effects {

	private final JdbcOperations jdbc;

	public Effects(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Has the effects of records, one after the other.
	 */
	@Transactional
	public void listen(List<ReceivedRecord> records) {
		for (ReceivedRecord record : records) {
			this.jdbc.update("INSERT INTO effects (payload) VALUES (?)",
					new String(record.bytes(), StandardCharsets.UTF_8));
		}
	}

}
