package io.kinesisboot.embedded;

import java.time.Instant;
import java.util.Objects;

import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * A call that an endpoint answered. Immutable.
 *
 * @param action its action, such as {@code PutRecords}
 * @param stream the stream or delivery stream that it concerned, or null if it named none
 * @param time when it was answered, by the endpoint's time
 * @param refusal what it was refused with, or null if it was served
 * @param delivery what became of the answer
 * @since 0.1.0
 */
public record ObservedCall(String action, @Nullable String stream, Instant time, @Nullable AwsError refusal,
		Delivery delivery) {

	void writeTo(AnswerWriter out) {
		out.text("action", this.action).text("stream", this.stream).text("time", this.time.toString());
		if (this.refusal != null) {
			out.number("status", this.refusal.status());
			out.text("code", this.refusal.type());
			out.text("message", this.refusal.getMessage());
		}
		out.text("answer", this.delivery.name());
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.action);
		text.append((this.stream != null) ? " of '" + this.stream + "'" : "");
		text.append(" at ").append(this.time);
		if (this.refusal != null) {
			text.append(" refused with ").append(this.refusal.type());
			text.append(": ").append(Objects.requireNonNullElse(this.refusal.getMessage(), ""));
		}
		text.append((this.delivery != Delivery.WHOLE) ? ", answer " + this.delivery : "");
		return text.toString();
	}

}
