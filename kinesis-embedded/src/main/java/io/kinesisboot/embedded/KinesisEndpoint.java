package io.kinesisboot.embedded;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;

import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.firehose.outlet.FirehoseOutlets;

/**
 * An embedded endpoint as those see it who use it while it runs, and leave its life to
 * others. Thread-safe.
 *
 * @since 0.1.0
 */
public interface KinesisEndpoint {

	/**
	 * Where clients find it.
	 * @return the address for their {@code endpointOverride}
	 * @throws IllegalStateException unless it listens
	 */
	URI endpoint();

	/**
	 * The port it listens on.
	 * @return the port, never 0
	 * @throws IllegalStateException unless it listens
	 */
	int port();

	/**
	 * Where clients find it that speak TLS. They must trust its {@link #certificate()},
	 * or not verify at all.
	 * @return the address for their {@code endpointOverride}
	 * @throws IllegalStateException unless it listens
	 */
	URI tlsEndpoint();

	/**
	 * The port for clients that speak TLS.
	 * @return the port that was asked for, or else the one of {@link #port()}, which
	 * takes both
	 * @throws IllegalStateException unless it listens
	 */
	int tlsPort();

	/**
	 * Its certificate for {@code localhost} and the loopback addresses, signed by itself.
	 * It is made when it is first needed, and lives no longer than the endpoint.
	 * @return the certificate, for the trust store of clients that verify it
	 * @throws IllegalStateException unless it listens
	 */
	X509Certificate certificate();

	/**
	 * The region in ARNs, and for clients.
	 * @return the region's name
	 */
	String region();

	/**
	 * The account in ARNs.
	 * @return twelve digits
	 */
	String accountId();

	/**
	 * Credentials for clients that insist on some; the endpoint takes any.
	 * @return an access key id
	 */
	String accessKeyId();

	/**
	 * Credentials for clients that insist on some; the endpoint takes any.
	 * @return a secret access key
	 */
	String secretAccessKey();

	/**
	 * Looks into a stream.
	 * @param name its name
	 * @return what it holds, at any time
	 * @throws IllegalArgumentException if there is no such stream
	 */
	StreamView stream(String name);

	/**
	 * The calls of Kinesis Data Streams and of Firehose that it answered.
	 * @return the newest of them
	 */
	CallHistory calls();

	/**
	 * The subscriptions that are open.
	 * @return the subscriptions, the oldest first
	 */
	List<SubscriptionView> subscriptions();

	/**
	 * What delivery streams find around them: where their buckets are, and the functions
	 * that transform their records.
	 * @return the surroundings, without buckets and functions at first
	 */
	FirehoseOutlets firehose();

	/**
	 * What goes wrong on demand.
	 * @return the faults, none at first
	 */
	Faults faults();

	/**
	 * How many records were dropped before they expired, because all records together
	 * took more than {@link EmbeddedKinesis.Builder#maxMemory(long) maxMemory}.
	 * @return their number since the endpoint was built
	 */
	long evictedRecords();

}
