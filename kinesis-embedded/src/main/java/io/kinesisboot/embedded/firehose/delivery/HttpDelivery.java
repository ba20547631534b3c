package io.kinesisboot.embedded.firehose.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import io.kinesisboot.embedded.firehose.outlet.HttpCaller;
import io.kinesisboot.embedded.firehose.plan.HttpPlan;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.WireFormat;

/**
 * A request that delivers records to an HTTP endpoint, with the same id each time it is
 * sent. Immutable.
 *
 * @param id the request's id
 * @param origin the delivery stream
 * @param plan how records come to the endpoint
 * @param records the records, 10,000 at most
 */
record HttpDelivery(String id, DeliveryOrigin origin, HttpPlan plan, List<DeliveryRecord> records) {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private static final int MAX_ANSWER = 1024 * 1024;

	private static final int MAX_SHOWN = 1024;

	private static final int TOO_LARGE = 413;

	/**
	 * Sends the request once.
	 * @param http sends it
	 * @param now the time
	 * @return what became of it
	 * @throws InterruptedException if the thread is interrupted
	 */
	Outcome send(HttpCaller http, Instant now) throws InterruptedException {
		try {
			return outcome(http.send(request(now), MAX_ANSWER));
		}
		catch (ConnectException ex) {
			return Outcome.failed("HttpEndpoint.ConnectionFailed",
					"There was an error connecting to the endpoint of the destination: " + ex);
		}
		catch (HttpTimeoutException ex) {
			return Outcome.failed("HttpEndpoint.RequestTimeout",
					"The request timed out before a response was received from the endpoint of the destination.");
		}
		catch (IOException ex) {
			return Outcome.failed("HttpEndpoint.ConnectionReset",
					"The connection to the endpoint of the destination has been reset: " + ex);
		}
	}

	private HttpRequest request(Instant now) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.plan.url())
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.header("X-Amz-Firehose-Protocol-Version", "1.0")
			.header("X-Amz-Firehose-Request-Id", this.id)
			.header("X-Amz-Firehose-Source-Arn", this.origin.arn());
		if (this.plan.accessKey() != null) {
			request.header("X-Amz-Firehose-Access-Key", this.plan.accessKey());
		}
		if (!this.plan.attributes().isEmpty()) {
			request.header("X-Amz-Firehose-Common-Attributes", attributes());
		}
		if (this.plan.gzip()) {
			request.header("Content-Encoding", "gzip");
		}
		return request.POST(BodyPublishers.ofByteArray(this.plan.gzip() ? gzip(body(now)) : body(now))).build();
	}

	private String attributes() {
		byte[] json = WireFormat.JSON.write((out) -> out.tree("commonAttributes", this.plan.attributes()));
		return new String(json, StandardCharsets.UTF_8);
	}

	private byte[] body(Instant now) {
		return WireFormat.JSON.write((out) -> out.text("requestId", this.id)
			.number("timestamp", now.toEpochMilli())
			.objects("records", this.records, (entry, record) -> entry.bytes("data", ByteBuffer.wrap(record.data()))));
	}

	private static byte[] gzip(byte[] body) {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4 + 64);
		try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
			out.write(body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return compressed.toByteArray();
	}

	private Outcome outcome(HttpCaller.Reply reply) {
		if (reply.body().length > MAX_ANSWER) {
			return Outcome.failed("HttpEndpoint.ResponseTooLarge",
					"The response received from the endpoint is too large, more than " + MAX_ANSWER + " bytes.");
		}
		if (reply.status() != 200) {
			String text = new String(reply.body(), StandardCharsets.UTF_8);
			return new Outcome("HttpEndpoint.DestinationException",
					"The following response was received from the endpoint destination. %d: %s"
						.formatted(reply.status(), text.substring(0, Math.min(text.length(), MAX_SHOWN))),
					reply.status() != TOO_LARGE);
		}
		String fault = faultOf(reply);
		return fault.isEmpty() ? Outcome.DELIVERED : Outcome.failed("HttpEndpoint.InvalidResponseFromDestination",
				"The response received from the specified endpoint is invalid: " + fault);
	}

	/**
	 * What the specification forbids about an answer of status 200.
	 */
	private String faultOf(HttpCaller.Reply reply) {
		if (!reply.headers().firstValue("Content-Type").orElse("").startsWith("application/json")) {
			return "its Content-Type is not application/json";
		}
		if (reply.headers().firstValue("Content-Encoding").isPresent()) {
			return "it has a Content-Encoding";
		}
		if (reply.headers().firstValue("Content-Length").isEmpty()) {
			return "it has no Content-Length";
		}
		try {
			String answered = WireFormat.JSON.read(reply.body()).text("requestId");
			return this.id.equals(answered) ? "" : "its requestId is " + answered + ", not " + this.id;
		}
		catch (AwsError ex) {
			return "its body is not a JSON object with a requestId";
		}
	}

	/**
	 * What became of a request. Immutable.
	 *
	 * @param code what error files call it, empty if the records were delivered
	 * @param message what error files say
	 * @param mayBeRetried whether it makes sense to send it again
	 */
	record Outcome(String code, String message, boolean mayBeRetried) {

		static final Outcome DELIVERED = new Outcome("", "", /* mayBeRetried= */ false);

		static Outcome failed(String code, String message) {
			return new Outcome(code, message, /* mayBeRetried= */ true);
		}

		boolean delivered() {
			return this.code.isEmpty();
		}

	}

}
