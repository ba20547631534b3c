package io.kinesisboot.samples.lambda;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinesisboot.autoconfigure.lambda.KinesisListenerLambdaHandler;

/**
 * Runs the function as Lambda does: AWS's runtime interface client in a JVM of its own
 * asks the runtime API on loopback for events, and answers there.
 */
final class FakeLambda implements AutoCloseable {

	private static final String PREFIX = "/2018-06-01/runtime/";

	private static final long LIMIT_SECONDS = 60;

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	private final Process function;

	FakeLambda(Path output) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext(PREFIX, this::exchange);
		this.server.setExecutor(this.threads);
		this.server.start();
		this.function = start(output);
	}

	private Process start(Path output) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), AWSLambda.class.getName(),
				KinesisListenerLambdaHandler.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		List.of("AWS_LAMBDA_FUNCTION_NAME=alarms", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=1024",
				"AWS_LAMBDA_FUNCTION_VERSION=1", "AWS_LAMBDA_LOG_GROUP_NAME=alarms",
				"AWS_LAMBDA_LOG_STREAM_NAME=alarms",
				"AWS_LAMBDA_RUNTIME_API=127.0.0.1:" + this.server.getAddress().getPort(), "AWS_REGION=eu-west-1",
				"AWS_ACCESS_KEY_ID=any", "AWS_SECRET_ACCESS_KEY=any",
				"MAIN_CLASS=" + LambdaConsumerApplication.class.getName())
			.forEach((variable) -> builder.environment()
				.put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1)));
		return builder.start();
	}

	/**
	 * Invokes the function.
	 * @param event the event
	 * @return what it is told: how the invocation has ended, and the body
	 */
	String invoke(String event) throws InterruptedException {
		this.events.add(event);
		for (long seconds = 0; seconds < LIMIT_SECONDS && this.function.isAlive(); seconds++) {
			String answer = this.answers.poll(1, TimeUnit.SECONDS);
			if (answer != null) {
				return answer;
			}
		}
		throw new AssertionError("No answer" + (this.function.isAlive() ? " in time" : ", and the function has ended"));
	}

	private void exchange(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
			if (path.equals("invocation/next")) {
				next(exchange);
				return;
			}
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			this.answers.add(path + " " + body);
			respond(exchange, 202, "{\"status\":\"OK\"}");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void next(HttpExchange exchange) throws IOException, InterruptedException {
		String event = this.events.take();
		exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", "1");
		exchange.getResponseHeaders()
			.set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + 60_000));
		exchange.getResponseHeaders()
			.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:000000000000:function:alarms");
		respond(exchange, 200, event);
	}

	private static void respond(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.function.destroyForcibly();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
