package io.kinesisboot.autoconfigure;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where Kinesis and the lease store are, and how to sign in. Wins over Spring Cloud AWS's
 * connection details, and both over properties. Unlike those it says nothing about other
 * AWS services.
 *
 * @since 0.1.0
 */
public interface KinesisConnectionDetails extends ConnectionDetails {

	/**
	 * The endpoint of Kinesis and DynamoDB.
	 * @return the endpoint, or null for what the application is configured with
	 */
	@Nullable URI getEndpoint();

	/**
	 * The region.
	 * @return the region's id, or null for the one that the application is configured
	 * with
	 */
	@Nullable String getRegion();

	/**
	 * The access key.
	 * @return the key's id, or null for the application's credentials
	 */
	@Nullable String getAccessKey();

	/**
	 * The secret key.
	 * @return the secret, or null for the application's credentials; counts only with the
	 * access key
	 */
	@Nullable String getSecretKey();

}
