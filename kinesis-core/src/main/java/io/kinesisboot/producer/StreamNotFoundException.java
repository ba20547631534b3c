package io.kinesisboot.producer;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * The stream does not exist at the place where it was looked for. Immutable.
 *
 * @since 0.1.0
 */
public class StreamNotFoundException extends SendException {

	private final String region;

	private final @Nullable URI endpoint;

	StreamNotFoundException(UserRecord record, int attempts, Reason reason, ServiceLocation location) {
		super("Stream '%s' was not found %s".formatted(record.stream(), location), record, attempts, reason);
		this.region = location.region();
		this.endpoint = location.endpoint();
	}

	/**
	 * Returns the region of the client.
	 * @return the region's id
	 */
	public String getRegion() {
		return this.region;
	}

	/**
	 * Returns the endpoint that the client was given.
	 * @return the endpoint, or {@code null} if it is the region's own
	 */
	public @Nullable URI getEndpoint() {
		return this.endpoint;
	}

}
