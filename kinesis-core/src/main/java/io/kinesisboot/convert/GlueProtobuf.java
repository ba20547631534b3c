package io.kinesisboot.convert;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;

import com.amazonaws.services.schemaregistry.common.Schema;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.ProtobufMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ConcurrentLruCache;

/**
 * Protobuf's binary form behind the number of the message in its file, all of whose
 * messages are numbered in the order of their full names. Thread-safe.
 */
final class GlueProtobuf implements GlueFormat {

	/** Of which messages the number is kept. */
	private static final int CACHED_NUMBERS = 256;

	private final ConcurrentLruCache<Descriptor, Integer> numbers = new ConcurrentLruCache<>(CACHED_NUMBERS,
			GlueProtobuf::number);

	private final ProtobufMessageConverter converter = new ProtobufMessageConverter();

	private static int number(Descriptor message) {
		return (int) names(message.getFile()).filter((name) -> name.compareTo(message.getFullName()) < 0).count();
	}

	private static Stream<String> names(FileDescriptor file) {
		return file.getMessageTypes().stream().flatMap(GlueProtobuf::names);
	}

	private static Stream<String> names(Descriptor message) {
		return Stream.concat(Stream.of(message.getFullName()),
				message.getNestedTypes().stream().flatMap(GlueProtobuf::names));
	}

	@Override
	public byte[] write(Object payload) throws IOException {
		Message message = (Message) payload;
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		CodedOutputStream out = CodedOutputStream.newInstance(bytes);
		out.writeUInt32NoTag(this.numbers.get(message.getDescriptorForType()));
		message.writeTo(out);
		out.flush();
		return bytes.toByteArray();
	}

	/**
	 * Leaves the number unread: it counts the messages of the writer's file, which may
	 * have others than the reader's.
	 */
	@Override
	public @Nullable Object read(Schema schema, byte[] data, Class<?> type, @Nullable Object hint) throws IOException {
		CodedInputStream in = CodedInputStream.newInstance(data);
		in.readUInt32();
		byte[] message = Arrays.copyOfRange(data, in.getTotalBytesRead(), data.length);
		return this.converter.fromMessage(new GenericMessage<>(message), type, hint);
	}

}
