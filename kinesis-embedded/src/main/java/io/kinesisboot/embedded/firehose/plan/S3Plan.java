package io.kinesisboot.embedded.firehose.plan;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/**
 * How objects come into a bucket. Immutable.
 *
 * @param bucket the bucket's name
 * @param prefix what keys begin with
 * @param errorPrefix what keys of error files begin with
 * @param zone the time zone of the prefixes
 * @param compression how objects are compressed
 * @param extension what keys end with
 * @param limits how large objects become
 * @since 0.1.0
 */
public record S3Plan(String bucket, KeyPrefix prefix, KeyPrefix errorPrefix, ZoneId zone, Compression compression,
		String extension, BufferLimits limits) {

	private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss");

	/**
	 * Makes the key of a new object.
	 * @param stream the delivery stream's name and version, such as {@code orders-1}
	 * @param oldest when its oldest record arrived
	 * @param partition its partition keys
	 * @return a key that no other object has
	 */
	public String key(String stream, Instant oldest, PartitionKeys partition) {
		return name(stream, oldest,
				this.prefix.evaluate(oldest.atZone(this.zone), partition, /* errorType= */ ""));
	}

	/**
	 * Makes the key of a new error file.
	 * @param stream the delivery stream's name and version, such as {@code orders-1}
	 * @param oldest when its oldest record arrived
	 * @param errorType what went wrong, such as {@code processing-failed}
	 * @return a key that no other object has
	 */
	public String errorKey(String stream, Instant oldest, String errorType) {
		return name(stream, oldest, this.errorPrefix.evaluate(oldest.atZone(this.zone), PartitionKeys.NONE, errorType));
	}

	private String name(String stream, Instant oldest, String evaluated) {
		ZonedDateTime time = oldest.atZone(this.zone);
		return evaluated + stream + "-" + SECOND.format(time) + "-" + UUID.randomUUID() + this.extension;
	}

}
