package io.kinesisboot.producer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Why a record was not accepted. Immutable.
 *
 * @param errorCode the code of AWS, or {@code null} if the service did not answer
 * @param text an explanation
 * @param cause the failure of the call, or {@code null} if the call itself succeeded or
 * never happened
 */
record Reason(@Nullable String errorCode, String text, @Nullable Throwable cause) {

	private static final Pattern SHARD_ID = Pattern.compile("shardId-\\d{12}");

	/**
	 * Returns the shard that refused the record: PutRecords names it only in its text.
	 */
	@Nullable String shardId() {
		Matcher matcher = SHARD_ID.matcher(this.text);
		return matcher.find() ? matcher.group() : null;
	}

	@Override
	public String toString() {
		return (this.errorCode != null) ? this.errorCode + ": " + this.text : this.text;
	}

}
