package io.kinesisboot.embedded.firehose.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Takes records apart that hold several: JSON objects one after the other, or parts
 * between delimiters. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordSplitter {

	/** A record of more than these is left whole. */
	private static final int MAX_PARTS = 500;

	private static final JsonFactory JSON = JsonFactory.builder().build();

	private final byte @Nullable [] delimiter;

	private RecordSplitter(byte @Nullable [] delimiter) {
		this.delimiter = delimiter;
	}

	/**
	 * Takes apart at the ends of JSON values.
	 * @return a splitter
	 */
	static RecordSplitter json() {
		return new RecordSplitter(null);
	}

	/**
	 * Takes apart at delimiters.
	 * @param delimiter what stands between parts, at least a byte
	 * @return a splitter
	 */
	static RecordSplitter delimited(byte[] delimiter) {
		return new RecordSplitter(delimiter.clone());
	}

	/**
	 * Takes a record apart.
	 * @param data the record
	 * @return its parts, or the whole record if it has more than 500 or is not what was
	 * expected
	 */
	public List<byte[]> split(byte[] data) {
		List<byte[]> parts = (this.delimiter != null) ? byDelimiter(data, this.delimiter) : byJson(data);
		return (parts.isEmpty() || parts.size() > MAX_PARTS) ? List.of(data) : parts;
	}

	private static List<byte[]> byDelimiter(byte[] data, byte[] delimiter) {
		List<byte[]> parts = new ArrayList<>();
		int start = 0;
		for (int i = 0; i + delimiter.length <= data.length; i++) {
			if (Arrays.equals(data, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
				addUnlessEmpty(parts, data, start, i);
				start = i + delimiter.length;
				i = start - 1;
			}
		}
		addUnlessEmpty(parts, data, start, data.length);
		return parts;
	}

	private static void addUnlessEmpty(List<byte[]> parts, byte[] data, int from, int to) {
		if (from < to) {
			parts.add(Arrays.copyOfRange(data, from, to));
		}
	}

	private static List<byte[]> byJson(byte[] data) {
		List<byte[]> parts = new ArrayList<>();
		try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), data)) {
			while (parser.nextToken() != null) {
				int from = (int) parser.currentTokenLocation().getByteOffset();
				parser.skipChildren();
				parts.add(Arrays.copyOfRange(data, from, (int) parser.currentLocation().getByteOffset()));
			}
			return parts;
		}
		catch (JacksonException ex) {
			return List.of(data);
		}
	}

}
