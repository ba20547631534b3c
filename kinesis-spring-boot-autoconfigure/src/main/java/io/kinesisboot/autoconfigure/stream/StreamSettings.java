package io.kinesisboot.autoconfigure.stream;

import java.util.regex.Pattern;

/**
 * Names the properties of a stream.
 */
final class StreamSettings {

	private static final Pattern PLAIN_KEY = Pattern.compile("[a-z0-9-]+");

	private StreamSettings() {
	}

	/**
	 * Without brackets Spring Boot drops underscores from a map's key and splits it at
	 * dots.
	 * @param stream the stream's name
	 * @param setting the last part of the property's name
	 * @return the property's name
	 */
	static String name(String stream, String setting) {
		return (PLAIN_KEY.matcher(stream).matches() ? "kinesis.streams." + stream : "kinesis.streams[" + stream + "]")
				+ "." + setting;
	}

}
