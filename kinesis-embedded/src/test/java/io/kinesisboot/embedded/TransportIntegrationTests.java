package io.kinesisboot.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The ways in which clients reach the endpoint. Those that speak TLS verify its
 * certificate and its name.
 */
class TransportIntegrationTests {

	private static final SdkEventLoopGroup eventLoops = SdkEventLoopGroup.builder().build();

	private static EmbeddedKinesis endpoint;

	@BeforeAll
	static void start() {
		endpoint = EmbeddedKinesis.builder().tlsPort(0).build().start();
	}

	@AfterAll
	static void close() {
		eventLoops.eventLoopGroup().shutdownGracefully();
		endpoint.close();
	}

	static Stream<Arguments> waysAndFormats() {
		return Arrays.stream(Way.values())
			.flatMap((way) -> Stream.of(Arguments.of(way, true), Arguments.of(way, false)));
	}

	@ParameterizedTest
	@MethodSource("waysAndFormats")
	void whatIsPutCanBeReadInEveryWay(Way way, boolean cbor) {
		String stream = "orders-" + way + "-" + cbor;
		URI address = way.tls ? onMainPort(endpoint.tlsEndpoint()) : endpoint.endpoint();
		try (KinesisAsyncClient client = client(address, way, cbor, endpoint.region())) {
			client.createStream((request) -> request.streamName(stream).shardCount(1)).join();
			client.putRecord(
					(request) -> request.streamName(stream).partitionKey("a").data(SdkBytes.fromUtf8String("hello")))
				.join();
			assertThat(read(client, stream, 10_000).records()).singleElement()
				.satisfies((record) -> assertThat(record.data().asUtf8String()).isEqualTo("hello"));
		}
	}

	private static URI onMainPort(URI address) {
		return URI.create("https://" + address.getHost() + ":" + endpoint.port());
	}

	@ParameterizedTest
	@MethodSource("waysAndFormats")
	void largeAnswersArriveWholeSideBySide(Way way, boolean cbor) {
		String stream = "large-" + way + "-" + cbor;
		URI address = way.tls ? endpoint.tlsEndpoint() : endpoint.endpoint();
		try (KinesisAsyncClient client = client(address, way, cbor, endpoint.region())) {
			client.createStream((request) -> request.streamName(stream).shardCount(1)).join();
			List<PutRecordsRequestEntry> batch = IntStream.range(0, 9)
				.mapToObj((number) -> PutRecordsRequestEntry.builder()
					.partitionKey("a")
					.data(SdkBytes.fromByteArray(new byte[1_000_000]))
					.build())
				.toList();
			client.putRecords((request) -> request.streamName(stream).records(batch)).join();
			List<CompletableFuture<GetRecordsResponse>> answers = IntStream.range(0, 4)
				.mapToObj((number) -> readAsync(client, stream, 10))
				.toList();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.join().records()).hasSize(9));
		}
	}

	private static GetRecordsResponse read(KinesisAsyncClient client, String stream, int limit) {
		return readAsync(client, stream, limit).join();
	}

	private static CompletableFuture<GetRecordsResponse> readAsync(KinesisAsyncClient client, String stream,
			int limit) {
		return client
			.getShardIterator((request) -> request.streamName(stream)
				.shardId("shardId-000000000000")
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.thenCompose((iterator) -> client
				.getRecords((request) -> request.shardIterator(iterator.shardIterator()).limit(limit)));
	}

	@Test
	void portOfItsOwnForTlsIsASecondOne() {
		assertThat(endpoint.tlsPort()).isNotEqualTo(endpoint.port());
		assertThat(endpoint.tlsEndpoint()).isEqualTo(URI.create("https://127.0.0.1:" + endpoint.tlsPort()));
	}

	@Test
	void onePortIsEnough() {
		try (EmbeddedKinesis other = EmbeddedKinesis.builder().build().start()) {
			assertThat(other.tlsEndpoint()).isEqualTo(URI.create("https://127.0.0.1:" + other.port()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void everyConnectionShowsTheOneCertificate(String version) throws IOException, GeneralSecurityException {
		try (SSLSocket socket = (SSLSocket) trustingContext().getSocketFactory()
			.createSocket("127.0.0.1", endpoint.port())) {
			socket.setSoTimeout(30_000);
			socket.setEnabledProtocols(new String[] { version });
			socket.startHandshake();
			assertThat(socket.getSession().getProtocol()).isEqualTo(version);
			assertThat(socket.getSession().getPeerCertificates()).containsExactly(endpoint.certificate());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1" })
	void nameInTheAddressIsOneOfTheCertificate(String host)
			throws IOException, InterruptedException, GeneralSecurityException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + host + ":" + endpoint.tlsPort()))
			.header("Content-Type", "application/x-amz-json-1.1")
			.header("X-Amz-Target", "Kinesis_20131202.ListStreams")
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build();
		HttpResponse<String> response = HttpClient.newBuilder()
			.sslContext(trustingContext())
			.build()
			.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThat(response.body()).startsWith("{\"StreamNames\":");
	}

	@Test
	void callSignedForAnotherRegionIsRefused() {
		try (KinesisAsyncClient client = client(endpoint.endpoint(), Way.CLEARTEXT_HTTP2, true, "eu-west-1")) {
			assertThatThrownBy(() -> client.listStreams().join()).cause()
				.isInstanceOfSatisfying(KinesisException.class, (ex) -> {
					assertThat(ex.statusCode()).isEqualTo(400);
					assertThat(ex.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
					assertThat(ex.awsErrorDetails().errorMessage())
						.isEqualTo("Credential should be scoped to a valid region, not 'eu-west-1'. "
								+ "This endpoint is in region 'us-east-1'.");
				});
		}
	}

	private static KinesisAsyncClient client(URI address, Way way, boolean cbor, String region) {
		NettyNioAsyncHttpClient.Builder http = NettyNioAsyncHttpClient.builder()
			.eventLoopGroup(eventLoops)
			.protocol(way.protocol)
			.tlsTrustManagersProvider(TransportIntegrationTests::trustManagers);
		if (way.negotiation != null) {
			http.protocolNegotiation(way.negotiation);
		}
		String setting = SdkSystemSetting.CBOR_ENABLED.property();
		System.setProperty(setting, String.valueOf(cbor));
		try {
			return KinesisAsyncClient.builder()
				.httpClientBuilder(http)
				.endpointOverride(address)
				.region(Region.of(region))
				.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
				.build();
		}
		finally {
			System.clearProperty(setting);
		}
	}

	private static TrustManager[] trustManagers() {
		try {
			return trustManagers(endpoint.certificate());
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SSLContext trustingContext() throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trustManagers(), null);
		return context;
	}

	private static TrustManager[] trustManagers(X509Certificate certificate)
			throws GeneralSecurityException, IOException {
		KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
		trusted.load(null, null);
		trusted.setCertificateEntry("endpoint", certificate);
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(trusted);
		return factory.getTrustManagers();
	}

	/**
	 * A way to reach the endpoint.
	 */
	enum Way {

		CLEARTEXT_HTTP1(Protocol.HTTP1_1, false, null),

		CLEARTEXT_HTTP2(Protocol.HTTP2, false, null),

		TLS_HTTP1(Protocol.HTTP1_1, true, null),

		TLS_HTTP2_BY_ALPN(Protocol.HTTP2, true, ProtocolNegotiation.ALPN),

		TLS_HTTP2_ASSUMED(Protocol.HTTP2, true, ProtocolNegotiation.ASSUME_PROTOCOL);

		private final Protocol protocol;

		private final boolean tls;

		private final @Nullable ProtocolNegotiation negotiation;

		Way(Protocol protocol, boolean tls, @Nullable ProtocolNegotiation negotiation) {
			this.protocol = protocol;
			this.tls = tls;
			this.negotiation = negotiation;
		}

	}

}
