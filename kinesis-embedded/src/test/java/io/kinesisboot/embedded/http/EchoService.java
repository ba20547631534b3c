package io.kinesisboot.embedded.http;

import java.util.concurrent.atomic.AtomicInteger;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.RequestBody;

/**
 * A service that says what it was told, a megabyte if told so, or fails in the ways a
 * service can.
 */
final class EchoService implements AwsService {

	static final int MEGABYTE = 1024 * 1024;

	private final AtomicInteger calls = new AtomicInteger();

	@Override
	public String targetPrefix() {
		return "Echo_1";
	}

	int calls() {
		return this.calls.get();
	}

	@Override
	public Answer call(String action, RequestBody request) {
		this.calls.incrementAndGet();
		return switch (action) {
			case "Say" -> (out) -> out.text("Word", request.text("Word"));
			case "SayMuch" -> (out) -> out.text("Word", "x".repeat(MEGABYTE));
			case "Refuse" -> throw new Refusal();
			case "Fail" -> throw new IllegalStateException("Deliberate failure of a test");
			case "FailLate" -> (out) -> {
				out.text("Word", "half an answer");
				throw new IllegalStateException("Deliberate failure of a test");
			};
			default -> throw AwsError.unknownOperation();
		};
	}

	/**
	 * An error with details.
	 */
	private static final class Refusal extends AwsError {

		private Refusal() {
			super(400, "com.example.echo#RefusedException", "Not today");
		}

		@Override
		public Answer details() {
			return (out) -> out.number("Until", 42);
		}

	}

}
