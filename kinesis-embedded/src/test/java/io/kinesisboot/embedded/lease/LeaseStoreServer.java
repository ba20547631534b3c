package io.kinesisboot.embedded.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.WireFormat;

/**
 * A lease store behind HTTP, so that real clients can be its callers.
 */
final class LeaseStoreServer implements AutoCloseable {

	private final AwsService service = new LeaseStore("us-east-1", "000000000000", Clock.systemUTC());

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final HttpServer server;

	LeaseStoreServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	URI endpoint() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] request = exchange.getRequestBody().readAllBytes();
			int status = 200;
			byte[] answer;
			try {
				answer = answer(exchange.getRequestHeaders().getFirst("X-Amz-Target"), request);
			}
			catch (AwsError ex) {
				status = ex.status();
				answer = WireFormat.JSON.write(error(ex));
			}
			exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
			exchange.sendResponseHeaders(status, answer.length);
			exchange.getResponseBody().write(answer);
		}
	}

	private byte[] answer(String target, byte[] request) {
		String action = target.substring(this.service.targetPrefix().length() + 1);
		return WireFormat.JSON.write(this.service.call(action, WireFormat.JSON.read(request)));
	}

	private static Answer error(AwsError error) {
		return (out) -> {
			out.text("__type", error.type()).text("message", error.getMessage());
			error.details().writeTo(out);
		};
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
