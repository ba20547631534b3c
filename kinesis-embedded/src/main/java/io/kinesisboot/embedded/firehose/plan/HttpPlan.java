package io.kinesisboot.embedded.firehose.plan;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How records come to an HTTP endpoint. Immutable.
 *
 * @param url its address
 * @param accessKey what it knows the sender by, or null
 * @param attributes what each request says beside the records
 * @param gzip whether requests are compressed
 * @param retryDuration how long to try again after the first failure
 * @param limits how large requests become
 * @since 0.1.0
 */
public record HttpPlan(URI url, @Nullable String accessKey, Map<String, String> attributes, boolean gzip,
		Duration retryDuration, BufferLimits limits) {

}
