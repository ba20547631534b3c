package io.kinesisboot.samples.clickstream;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A request of the access log, as it travels through the stream.
 *
 * @param client the client's address, which is the partition key: the views of one client
 * stay in order
 * @param time when the request came
 * @param method the request's method
 * @param page what was requested, as the log has it
 * @param status the answer's status
 * @param bytes the answer's size
 * @param referrer the page that led here, or null
 * @param userAgent the client's program, or null
 */
public record PageView(String client, Instant time, String method, String page, int status, long bytes,
		@Nullable String referrer, @Nullable String userAgent) {

}
