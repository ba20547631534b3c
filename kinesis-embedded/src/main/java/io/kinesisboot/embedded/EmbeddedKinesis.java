package io.kinesisboot.embedded;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.action.KinesisService;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.firehose.FirehoseService;
import io.kinesisboot.embedded.firehose.outlet.FirehoseOutlets;
import io.kinesisboot.embedded.http.Binding;
import io.kinesisboot.embedded.http.HttpEndpoint;
import io.kinesisboot.embedded.lease.LeaseStore;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.stream.KinesisStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kinesis endpoint inside the JVM, for development and tests. It speaks the service's
 * own protocols to any AWS client, with and without TLS, listens on the loopback address
 * unless told otherwise, takes any credentials and keeps everything in memory until it is
 * closed. Thread-safe.
 *
 * <pre class="code">
 * try (EmbeddedKinesis kinesis = EmbeddedKinesis.builder().stream("orders", 4).build().start()) {
 *     KinesisAsyncClient client = KinesisAsyncClient.builder()
 *         .endpointOverride(kinesis.endpoint())
 *         .region(Region.of(kinesis.region()))
 *         .credentialsProvider(StaticCredentialsProvider
 *             .create(AwsBasicCredentials.create(kinesis.accessKeyId(), kinesis.secretAccessKey())))
 *         .build();
 * }
 * </pre>
 *
 * @since 0.1.0
 */
public final class EmbeddedKinesis implements KinesisEndpoint, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedKinesis.class);

	/** Records that wait for their delivery take this part of what all others may. */
	private static final int SHARE_OF_FIREHOSE = 4;

	private final String host;

	private final int requestedPort;

	private final @Nullable Integer requestedTlsPort;

	private final String region;

	private final String accountId;

	private final KinesisService kinesis;

	private final FirehoseOutlets outlets;

	private final FirehoseService firehose;

	private final List<AwsService> services;

	private final Clock clock;

	private final Faults faults;

	private final CallWatch watch;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private @Nullable HttpEndpoint http;

	/* Guarded by the lock. */
	private boolean closed;

	private EmbeddedKinesis(Builder builder) {
		this.host = builder.host;
		this.requestedPort = builder.port;
		this.requestedTlsPort = builder.tlsPort;
		this.region = builder.region;
		this.accountId = builder.accountId;
		this.clock = builder.clock;
		this.faults = new Faults(
				(builder.faultSeed != null) ? builder.faultSeed : new SecureRandom().nextInt(Integer.MAX_VALUE));
		LimitEnforcer limits = new LimitEnforcer(builder.limits, builder.accountId, builder.clock);
		Account account = new Account(new ArnScope(builder.region, builder.accountId), builder.clock,
				builder.transitionTime);
		this.kinesis = new KinesisService(account, builder.maxMemory, this.faults, limits);
		this.outlets = new FirehoseOutlets(builder.region, builder.timeOfDay);
		if (builder.firehoseDirectory != null) {
			this.outlets.bucketsIn(builder.firehoseDirectory);
		}
		this.firehose = new FirehoseService(account, this.kinesis.streams(), this.outlets,
				builder.maxMemory / SHARE_OF_FIREHOSE, this.faults, limits);
		this.watch = new CallWatch(this.kinesis, this.faults, limits, builder.clock, builder.rememberedCalls);
		builder.streams.forEach(this::createStream);
		this.services = List.of(this.kinesis, this.firehose,
				new LeaseStore(builder.region, builder.accountId, builder.clock), new MetricsSink());
	}

	private void createStream(String name, int shards) {
		try {
			this.kinesis.createStream(name, shards);
		}
		catch (AwsError ex) {
			throw new IllegalArgumentException("Stream '" + name + "' cannot be created: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Begins to describe an endpoint.
	 * @return a builder of one without streams, on any free port
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins to listen. Has no effect if it listens already.
	 * @return this endpoint, ready for calls
	 * @throws EmbeddedKinesisException if a port is taken or not permitted, or the host
	 * is not known
	 * @throws IllegalStateException if it was closed
	 */
	public EmbeddedKinesis start() {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new IllegalStateException("The endpoint was closed; build another one");
			}
			if (this.http == null) {
				this.http = listen();
			}
			return this;
		}
		finally {
			this.lock.unlock();
		}
	}

	private HttpEndpoint listen() {
		InetAddress address = resolveHost();
		try {
			HttpEndpoint opened = HttpEndpoint.open(new Binding(address, this.requestedPort, this.requestedTlsPort),
					this.region, this.services, this.watch,
					new EndpointControl(this.faults, this.clock, this.watch, this::stream), this.clock);
			if (!address.isLoopbackAddress()) {
				logger.warn("Listening on {}: whoever reaches the port can read and write everything",
						address.getHostAddress());
			}
			return opened;
		}
		catch (IOException ex) {
			throw new EmbeddedKinesisException("Cannot listen on " + ex.getMessage()
					+ "; stop what uses it or choose another one, 0 for any that is free", ex);
		}
	}

	private InetAddress resolveHost() {
		try {
			return InetAddress.getByName(this.host);
		}
		catch (UnknownHostException ex) {
			throw new EmbeddedKinesisException(
					"Cannot listen on '" + this.host + "', which is no address and no known name of this machine", ex);
		}
	}

	/**
	 * Stops listening, closes every connection and ends the delivery of delivery streams,
	 * within eleven seconds. Streams and records are gone with it. A second call has no
	 * effect.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			if (this.http != null) {
				this.http.close();
				this.http = null;
			}
			this.firehose.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public URI endpoint() {
		HttpEndpoint listening = listening();
		return address("http", listening.address(), listening.port());
	}

	@Override
	public URI tlsEndpoint() {
		HttpEndpoint listening = listening();
		return address("https", listening.address(), listening.tlsPort());
	}

	private static URI address(String scheme, InetAddress bound, int port) {
		InetAddress reachable = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
		return URI.create(scheme + "://" + literal(reachable) + ":" + port);
	}

	/**
	 * Writes an address without the scope, whose name not every URI may have.
	 */
	private static String literal(InetAddress address) {
		String literal = address.getHostAddress();
		return (address instanceof Inet6Address) ? "[" + literal.replaceFirst("%.*", "") + "]" : literal;
	}

	@Override
	public int port() {
		return listening().port();
	}

	@Override
	public int tlsPort() {
		return listening().tlsPort();
	}

	@Override
	public X509Certificate certificate() {
		return listening().certificate();
	}

	private HttpEndpoint listening() {
		this.lock.lock();
		try {
			if (this.http == null) {
				throw new IllegalStateException("The endpoint does not listen; call start()");
			}
			return this.http;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public long evictedRecords() {
		return this.kinesis.evictedRecords();
	}

	@Override
	public FirehoseOutlets firehose() {
		return this.outlets;
	}

	@Override
	public Faults faults() {
		return this.faults;
	}

	@Override
	public StreamView stream(String name) {
		if (this.kinesis.streams().find(name) == null) {
			throw new IllegalArgumentException("There is no stream '" + name + "' but "
					+ this.kinesis.streams().after("").map(KinesisStream::name).toList());
		}
		return new StreamView(name, this.kinesis.streams(), this.watch, this.clock);
	}

	@Override
	public CallHistory calls() {
		return this.watch.history();
	}

	@Override
	public List<SubscriptionView> subscriptions() {
		return this.kinesis.subscriptions()
			.all()
			.stream()
			.map((open) -> new SubscriptionView(open.consumer().stream().name(), open.shard().id(),
					open.consumer().name(), open.since()))
			.toList();
	}

	@Override
	public String region() {
		return this.region;
	}

	@Override
	public String accountId() {
		return this.accountId;
	}

	@Override
	public String accessKeyId() {
		return "embedded";
	}

	@Override
	public String secretAccessKey() {
		return "embedded";
	}

	/**
	 * Collects how an endpoint shall be. Confined to one thread.
	 */
	public static final class Builder {

		private static final Pattern STREAM_NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

		private static final Pattern NAME_AND_SHARDS = Pattern.compile("([^:]*)(?::(\\d{1,9}))?");

		private static final Pattern REGION = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");

		private static final Pattern ACCOUNT_ID = Pattern.compile("\\d{12}");

		private static final int MAX_PORT = 65535;

		/** The largest record and some more. */
		private static final long MIN_MEMORY = 16L * 1024 * 1024;

		private final Map<String, Integer> streams = new LinkedHashMap<>();

		private String host = "127.0.0.1";

		private int port;

		private @Nullable Integer tlsPort;

		private String region = "us-east-1";

		private String accountId = "000000000000";

		private final Clock timeOfDay = Clock.systemUTC();

		private Clock clock = this.timeOfDay;

		private Duration transitionTime = Duration.ZERO;

		private long maxMemory = Math.max(MIN_MEMORY, Runtime.getRuntime().maxMemory() / 4);

		private Limits limits = Limits.off();

		private @Nullable Long faultSeed;

		private int rememberedCalls = 1000;

		private @Nullable Path firehoseDirectory;

		private Builder() {
		}

		/**
		 * Sets the address to listen on. Whoever reaches it can read and write
		 * everything.
		 * @param host an address or name of this machine, by default {@code 127.0.0.1};
		 * {@code 0.0.0.0} for all addresses
		 * @return this builder
		 */
		public Builder host(String host) {
			if (host.isBlank()) {
				throw new IllegalArgumentException("'host' must be an address or a name but was blank");
			}
			this.host = host;
			return this;
		}

		/**
		 * Sets where to listen.
		 * @param port the port, which takes clients with and without TLS; 0, the default,
		 * for any that is free
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = requirePort("port", port);
			return this;
		}

		/**
		 * Sets a second port to listen on, for clients that want one of their own for
		 * TLS.
		 * @param tlsPort the port; 0 for any that is free
		 * @return this builder
		 */
		public Builder tlsPort(int tlsPort) {
			this.tlsPort = requirePort("tlsPort", tlsPort);
			return this;
		}

		private static int requirePort(String name, int port) {
			if (port < 0 || port > MAX_PORT) {
				throw new IllegalArgumentException(
						"'%s' must be between 0 and %d but was %d".formatted(name, MAX_PORT, port));
			}
			return port;
		}

		/**
		 * Adds a provisioned stream that is there from the start.
		 * @param name its name
		 * @param shards how many shards it has
		 * @return this builder
		 */
		public Builder stream(String name, int shards) {
			if (!STREAM_NAME.matcher(name).matches()) {
				throw new IllegalArgumentException("'name' must be 1 to 128 letters, digits, dots, hyphens and "
						+ "underscores (CreateStream limit) but was '" + name + "'");
			}
			if (shards < 1) {
				throw new IllegalArgumentException(
						"'shards' of stream '" + name + "' must be at least 1 but was " + shards);
			}
			if (this.streams.putIfAbsent(name, shards) != null) {
				throw new IllegalArgumentException("Stream '" + name + "' must be given only once");
			}
			return this;
		}

		/**
		 * Adds a provisioned stream that is there from the start.
		 * @param stream its name, or its name and shards such as {@code orders:4}; one
		 * shard if it does not say
		 * @return this builder
		 */
		public Builder stream(String stream) {
			Matcher form = NAME_AND_SHARDS.matcher(stream);
			if (!form.matches()) {
				throw new IllegalArgumentException("A stream must be NAME or NAME:SHARDS but was '" + stream + "'");
			}
			return stream(form.group(1), (form.group(2) != null) ? Integer.parseInt(form.group(2)) : 1);
		}

		/**
		 * Sets the region in ARNs, which is also the one that clients must sign for.
		 * @param region the region, by default {@code us-east-1}
		 * @return this builder
		 */
		public Builder region(String region) {
			if (!REGION.matcher(region).matches()) {
				throw new IllegalArgumentException("'region' must be the name of a region such as us-east-1, in small "
						+ "letters, digits and hyphens, but was '" + region + "'");
			}
			this.region = region;
			return this;
		}

		/**
		 * Sets the account in ARNs.
		 * @param accountId twelve digits, by default all 0
		 * @return this builder
		 */
		public Builder accountId(String accountId) {
			if (!ACCOUNT_ID.matcher(accountId).matches()) {
				throw new IllegalArgumentException("'accountId' must be 12 digits but was '" + accountId + "'");
			}
			this.accountId = accountId;
			return this;
		}

		/**
		 * Sets the endpoint's time, by which records arrive and expire.
		 * @param clock the clock, by default the system's
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Sets how long a stream takes to be created, changed or deleted: how long it is
		 * {@code CREATING}, {@code UPDATING} or {@code DELETING} by the endpoint's time.
		 * @param transitionTime the time, by default zero
		 * @return this builder
		 */
		public Builder transitionTime(Duration transitionTime) {
			if (transitionTime.isNegative()) {
				throw new IllegalArgumentException("'transitionTime' must not be negative but was " + transitionTime);
			}
			this.transitionTime = transitionTime;
			return this;
		}

		/**
		 * Sets how much heap the records of all streams may take together. Beyond that
		 * the oldest are dropped, whichever stream they are in; iterators that stood
		 * before them go on at the oldest that is left.
		 * @param bytes at least 16 MiB, at most three quarters of the heap, by default
		 * one quarter of it
		 * @return this builder
		 * @see EmbeddedKinesis#evictedRecords()
		 */
		public Builder maxMemory(long bytes) {
			if (bytes < MIN_MEMORY) {
				throw new IllegalArgumentException("'maxMemory' must be at least " + MIN_MEMORY
						+ " bytes (a record may take 10 MiB) but was " + bytes);
			}
			long max = Runtime.getRuntime().maxMemory() / 4 * 3;
			if (bytes > max) {
				throw new IllegalArgumentException(
						"'maxMemory' must be at most " + max + " bytes (three quarters of the heap) but was " + bytes);
			}
			this.maxMemory = bytes;
			return this;
		}

		/**
		 * Sets how much it takes before it refuses as the service does.
		 * @param limits the limits, by default {@link Limits#off() none}
		 * @return this builder
		 */
		public Builder limits(Limits limits) {
			this.limits = limits;
			return this;
		}

		/**
		 * Sets what faults are drawn by, so that calls in the same order fail alike.
		 * @param faultSeed the seed, by default another one each time; see
		 * {@link Faults#seed()}
		 * @return this builder
		 */
		public Builder faultSeed(long faultSeed) {
			this.faultSeed = faultSeed;
			return this;
		}

		/**
		 * Sets how many of the newest calls {@link EmbeddedKinesis#calls()} shows.
		 * @param count how many, by default 1,000
		 * @return this builder
		 */
		public Builder rememberedCalls(int count) {
			if (count < 0) {
				throw new IllegalArgumentException("'count' must not be negative but was " + count);
			}
			this.rememberedCalls = count;
			return this;
		}

		/**
		 * Sets where delivery streams put objects, as
		 * {@link FirehoseOutlets#bucketsIn(Path)} does.
		 * @param directory a directory, in which each bucket is a directory
		 * @return this builder
		 */
		public Builder firehoseDirectory(Path directory) {
			if (!Files.isDirectory(directory)) {
				throw new IllegalArgumentException(
						"'firehoseDirectory' must be a directory that exists but was " + directory);
			}
			this.firehoseDirectory = directory;
			return this;
		}

		/**
		 * Builds the endpoint, which does not listen before
		 * {@link EmbeddedKinesis#start()}.
		 * @return the endpoint
		 * @throws IllegalArgumentException if its streams have more shards together than
		 * the service grants an account
		 */
		public EmbeddedKinesis build() {
			return new EmbeddedKinesis(this);
		}

	}

}
