package io.kinesisboot.autoconfigure.embedded;

import java.time.Duration;
import java.util.List;

import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.limit.Limits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The endpoint inside the JVM. Immutable.
 *
 * @param enabled whether to start it; if not set, it starts when nothing says where AWS
 * is
 * @param host address to listen on; whoever reaches it can read and write everything
 * @param port port for clients with and without TLS, 0 for any free one
 * @param tlsPort second port, for clients that want one of their own for TLS, 0 for any
 * free one
 * @param region region in ARNs, and of the clients
 * @param accountId account in ARNs, 12 digits
 * @param streams streams that are there from the start, each NAME or NAME:SHARDS
 * @param transitionTime how long a stream takes to be created, changed or deleted
 * @param maxMemory most heap that the records of all streams may take together, the
 * oldest are dropped beyond it; if not set, a quarter of the heap
 * @param enforceLimits whether to refuse what is beyond the service's limits
 * @param faultSeed what faults are drawn by; if not set, another number each time
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.embedded")
public record EmbeddedKinesisProperties(@Nullable Boolean enabled, @DefaultValue("127.0.0.1") String host,
		@DefaultValue("0") int port, @Nullable Integer tlsPort, @DefaultValue("us-east-1") String region,
		@DefaultValue("000000000000") String accountId, @DefaultValue List<String> streams,
		@DefaultValue("0s") Duration transitionTime, @Nullable DataSize maxMemory,
		@DefaultValue("false") boolean enforceLimits, @Nullable Long faultSeed) {

	public EmbeddedKinesisProperties {
		streams = List.copyOf(streams);
		builder(host, port, tlsPort, region, accountId, streams, transitionTime, maxMemory);
	}

	EmbeddedKinesis.Builder builder() {
		EmbeddedKinesis.Builder builder = builder(this.host, this.port, this.tlsPort, this.region, this.accountId,
				this.streams, this.transitionTime, this.maxMemory);
		builder.limits(this.enforceLimits ? Limits.enforced() : Limits.off());
		return (this.faultSeed != null) ? builder.faultSeed(this.faultSeed) : builder;
	}

	/**
	 * What the builder has limits for: it is asked as soon as the properties are bound.
	 */
	private static EmbeddedKinesis.Builder builder(String host, int port, @Nullable Integer tlsPort, String region,
			String accountId, List<String> streams, Duration transitionTime, @Nullable DataSize maxMemory) {
		EmbeddedKinesis.Builder builder = EmbeddedKinesis.builder()
			.host(host)
			.port(port)
			.region(region)
			.accountId(accountId)
			.transitionTime(transitionTime);
		streams.forEach(builder::stream);
		if (tlsPort != null) {
			builder.tlsPort(tlsPort);
		}
		if (maxMemory != null) {
			builder.maxMemory(maxMemory.toBytes());
		}
		return builder;
	}

}
