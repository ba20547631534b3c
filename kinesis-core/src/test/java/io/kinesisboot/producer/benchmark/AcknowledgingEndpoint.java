package io.kinesisboot.producer.benchmark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.KeyManagerFactory;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * A program that answers PutRecords over TLS as a stream of equal shards without limits
 * would, and keeps nothing. It prints its port, and for each line on its standard input
 * the bytes that came until then, as they were before encryption.
 */
public final class AcknowledgingEndpoint {

	static final String STREAM = "stream";

	static final int SHARDS = 4;

	private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

	private static final int HASH_KEY_BITS = 128;

	private static final String PASSWORD = "changeit";

	private static final JsonFactory json = new JsonFactory();

	private static final CBORFactory cbor = new CBORFactory();

	private final AtomicLong received = new AtomicLong();

	private final AtomicLong sequence = new AtomicLong();

	private final SslContext tls;

	private AcknowledgingEndpoint(SslContext tls) {
		this.tls = tls;
	}

	public static void main(String[] args) throws Exception {
		AcknowledgingEndpoint endpoint = new AcknowledgingEndpoint(selfSigned(Path.of(args[0])));
		System.out.println(endpoint.listen());
		while (System.in.read() == '\n') {
			System.out.println(endpoint.received.get());
		}
		System.exit(0);
	}

	private static SslContext selfSigned(Path directory)
			throws IOException, GeneralSecurityException, InterruptedException {
		Path store = directory.resolve("endpoint.p12");
		Files.deleteIfExists(store);
		new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
				"-keyalg", "EC", "-dname", "CN=localhost", "-validity", "30", "-storetype", "PKCS12", "-storepass",
				PASSWORD, "-keystore", store.toString())
			.inheritIO()
			.start()
			.waitFor();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		keys.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD.toCharArray());
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD.toCharArray());
		return SslContextBuilder.forServer(managers).build();
	}

	private int listen() throws InterruptedException {
		Channel channel = new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(AcknowledgingEndpoint.this.tls.newHandler(channel.alloc()), new ByteCounter(),
								new HttpServerCodec(), new HttpObjectAggregator(MAX_BODY_BYTES), new Answers());
				}
			})
			.bind("127.0.0.1", 0)
			.sync()
			.channel();
		return ((InetSocketAddress) channel.localAddress()).getPort();
	}

	static String startingHashKey(int shard) {
		return BigInteger.ONE.shiftLeft(HASH_KEY_BITS)
			.multiply(BigInteger.valueOf(shard))
			.divide(BigInteger.valueOf(SHARDS))
			.toString();
	}

	private static String endingHashKey(int shard) {
		return new BigInteger(startingHashKey(shard + 1)).subtract(BigInteger.ONE).toString();
	}

	private static String shardId(int shard) {
		return "shardId-%012d".formatted(shard);
	}

	private static int shardOf(String partitionKey, @Nullable String explicitHashKey) throws GeneralSecurityException {
		BigInteger hashKey = (explicitHashKey != null) ? new BigInteger(explicitHashKey) : new BigInteger(1,
				MessageDigest.getInstance("MD5").digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
		return hashKey.multiply(BigInteger.valueOf(SHARDS)).shiftRight(HASH_KEY_BITS).intValue();
	}

	private final class ByteCounter extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			AcknowledgingEndpoint.this.received.addAndGet(((ByteBuf) message).readableBytes());
			context.fireChannelRead(message);
		}

	}

	private final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws Exception {
			String action = request.headers().get("X-Amz-Target", "").replaceFirst(".*\\.", "");
			String contentType = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
			TokenStreamFactory format = contentType.contains("cbor") ? cbor : json;
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			try (JsonGenerator generator = format.createGenerator(ObjectWriteContext.empty(), body)) {
				generator.writeStartObject();
				switch (action) {
					case "PutRecords" -> putRecords(format, request.content(), generator);
					case "PutRecord" -> putRecord(format, request.content(), generator);
					case "ListShards" -> listShards(generator);
					case "DescribeStreamSummary" -> describeStreamSummary(generator);
					default -> throw new IllegalArgumentException("No answer to " + action);
				}
				generator.writeEndObject();
			}
			DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
					Unpooled.wrappedBuffer(body.toByteArray()));
			response.headers()
				.set(HttpHeaderNames.CONTENT_TYPE, contentType)
				.set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
				.set("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000");
			context.writeAndFlush(response);
		}

		private void putRecords(TokenStreamFactory format, ByteBuf content, JsonGenerator answer)
				throws IOException, GeneralSecurityException {
			answer.writeName("FailedRecordCount").writeNumber(0);
			answer.writeName("Records").writeStartArray();
			try (JsonParser parser = format.createParser(ObjectReadContext.empty(),
					(InputStream) new ByteBufInputStream(content))) {
				while (parser.nextToken() != JsonToken.START_ARRAY) {
					// What comes before the records
				}
				while (parser.nextToken() == JsonToken.START_OBJECT) {
					int shard = shardOfNext(parser);
					answer.writeStartObject();
					acknowledge(shard, answer);
					answer.writeEndObject();
				}
			}
			answer.writeEndArray();
		}

		private void putRecord(TokenStreamFactory format, ByteBuf content, JsonGenerator answer)
				throws IOException, GeneralSecurityException {
			try (JsonParser parser = format.createParser(ObjectReadContext.empty(),
					(InputStream) new ByteBufInputStream(content))) {
				parser.nextToken();
				acknowledge(shardOfNext(parser), answer);
			}
		}

		private static int shardOfNext(JsonParser parser) throws GeneralSecurityException {
			String partitionKey = "";
			@Nullable String explicitHashKey = null;
			while (parser.nextToken() != JsonToken.END_OBJECT) {
				String name = parser.currentName();
				parser.nextToken();
				if (name.equals("PartitionKey")) {
					partitionKey = parser.getString();
				}
				else if (name.equals("ExplicitHashKey")) {
					explicitHashKey = parser.getString();
				}
			}
			return shardOf(partitionKey, explicitHashKey);
		}

		private void acknowledge(int shard, JsonGenerator answer) {
			answer.writeName("SequenceNumber")
				.writeString(Long.toString(AcknowledgingEndpoint.this.sequence.incrementAndGet()));
			answer.writeName("ShardId").writeString(shardId(shard));
		}

		private void listShards(JsonGenerator answer) {
			answer.writeName("Shards").writeStartArray();
			for (int shard = 0; shard < SHARDS; shard++) {
				answer.writeStartObject();
				answer.writeName("ShardId").writeString(shardId(shard));
				answer.writeName("HashKeyRange").writeStartObject();
				answer.writeName("StartingHashKey").writeString(startingHashKey(shard));
				answer.writeName("EndingHashKey").writeString(endingHashKey(shard));
				answer.writeEndObject();
				answer.writeName("SequenceNumberRange").writeStartObject();
				answer.writeName("StartingSequenceNumber").writeString("1");
				answer.writeEndObject();
				answer.writeEndObject();
			}
			answer.writeEndArray();
		}

		private void describeStreamSummary(JsonGenerator answer) {
			answer.writeName("StreamDescriptionSummary").writeStartObject();
			answer.writeName("StreamName").writeString(STREAM);
			answer.writeName("StreamARN").writeString("arn:aws:kinesis:us-east-1:000000000000:stream/" + STREAM);
			answer.writeName("StreamStatus").writeString("ACTIVE");
			answer.writeName("OpenShardCount").writeNumber(SHARDS);
			answer.writeName("RetentionPeriodHours").writeNumber(24);
			answer.writeName("MaxRecordSizeInKiB").writeNumber(1024);
			answer.writeEndObject();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			System.err.println(cause);
			context.close();
		}

	}

}
