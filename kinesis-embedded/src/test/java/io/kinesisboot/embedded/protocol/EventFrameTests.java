package io.kinesisboot.embedded.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventFrame}: what the SDK's own decoder makes of the bytes.
 */
class EventFrameTests {

	@Property(tries = 200)
	void decoderOfTheSdkReadsEveryEvent(@ForAll @NotEmpty @StringLength(max = 300) @NumericChars String type,
			@ForAll byte[] data, @ForAll long number) {
		Answer payload = (out) -> out.bytes("Data", ByteBuffer.wrap(data)).number("Number", number);
		Message message = decode(EventFrame.event(type, payload));
		assertThat(headers(message)).containsOnly(Map.entry(":message-type", "event"), Map.entry(":event-type", type),
				Map.entry(":content-type", "application/json"));
		RequestBody body = WireFormat.JSON.read(message.getPayload());
		assertThat(body.bytes("Data")).isEqualTo(data);
		assertThat(body.members().get("Number")).hasToString(String.valueOf(number));
	}

	private static Message decode(ByteBuffer frame) {
		return decodeAll(frame).get(0);
	}

	private static List<Message> decodeAll(ByteBuffer... frames) {
		List<Message> messages = new ArrayList<>();
		MessageDecoder decoder = new MessageDecoder(messages::add);
		for (ByteBuffer frame : frames) {
			decoder.feed(frame);
		}
		return messages;
	}

	private static Map<String, String> headers(Message message) {
		return message.getHeaders()
			.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (header) -> header.getValue().getString()));
	}

	@Example
	void framesFollowEachOtherWithoutAGap() {
		List<Message> messages = decodeAll(EventFrame.initialResponse(Answer.EMPTY),
				EventFrame.event("First", Answer.EMPTY), EventFrame.event("Second", Answer.EMPTY));
		assertThat(messages).extracting((message) -> headers(message).get(":event-type"))
			.containsExactly("initial-response", "First", "Second");
		assertThat(messages.get(0).getPayload()).asString().isEqualTo("{}");
	}

	@Example
	void exceptionHasItsTypeAndItsMessage() {
		Message message = decode(EventFrame.exception(AwsError.badRequest("ResourceInUseException", "Taken")));
		assertThat(headers(message)).containsOnly(Map.entry(":message-type", "exception"),
				Map.entry(":exception-type", "ResourceInUseException"), Map.entry(":content-type", "application/json"));
		assertThat(message.getPayload()).asString().isEqualTo("{\"message\":\"Taken\"}");
	}

	@Example
	void largestRecordFitsIntoAFrameThatTheSdkAccepts() {
		byte[] data = new byte[10 * 1024 * 1024];
		Message message = decode(EventFrame.event("E", (out) -> out.bytes("Data", ByteBuffer.wrap(data))));
		assertThat(WireFormat.JSON.read(message.getPayload()).bytes("Data")).hasSize(data.length);
	}

}
