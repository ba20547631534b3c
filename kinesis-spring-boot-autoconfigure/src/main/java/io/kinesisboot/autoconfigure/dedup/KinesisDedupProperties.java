package io.kinesisboot.autoconfigure.dedup;

import java.time.Duration;

import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.dedup.jdbc.JdbcIdempotencyStore;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The stores of idempotent listeners. Immutable.
 *
 * @param lease after how long a record may be handled again whose worker has crashed;
 * longer than any call takes
 * @param retention how long it is remembered that a record was handled
 * @param memory keys in the memory of the application
 * @param dynamodb keys in DynamoDB
 * @param jdbc keys in a relational database
 * @param redis keys in Redis
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.dedup")
public record KinesisDedupProperties(@DefaultValue("1m") Duration lease, @DefaultValue("1d") Duration retention,
		@DefaultValue Memory memory, @DefaultValue DynamoDb dynamodb, @DefaultValue Jdbc jdbc,
		@DefaultValue Redis redis) {

	public KinesisDedupProperties {
		new KeyTimes(lease, retention);
	}

	KeyTimes times() {
		return new KeyTimes(this.lease, this.retention);
	}

	/**
	 * Keys in the memory of the application.
	 *
	 * @param maxKeys how many keys are remembered, 200 bytes each at most
	 */
	public record Memory(@DefaultValue("100000") int maxKeys) {

		public Memory {
			if (maxKeys < 1) {
				throw new IllegalArgumentException("'maxKeys' must be at least 1 but was " + maxKeys);
			}
		}

	}

	/**
	 * Keys in DynamoDB.
	 *
	 * @param table name or ARN of the table
	 */
	public record DynamoDb(@Nullable String table) {
	}

	/**
	 * Keys in a relational database.
	 *
	 * @param table name of the table, which may begin with that of its schema
	 * @param purgeInterval how often rows are deleted whose time is over, at least 1 s
	 */
	public record Jdbc(@DefaultValue(JdbcIdempotencyStore.TABLE) String table,
			@DefaultValue("1m") Duration purgeInterval) {

		public Jdbc {
			if (purgeInterval.toSeconds() < 1) {
				throw new IllegalArgumentException("'purgeInterval' must be at least 1 s but was " + purgeInterval);
			}
		}

	}

	/**
	 * Keys in Redis.
	 *
	 * @param prefix what the keys begin with there
	 */
	public record Redis(@DefaultValue("kinesis:") String prefix) {
	}

}
