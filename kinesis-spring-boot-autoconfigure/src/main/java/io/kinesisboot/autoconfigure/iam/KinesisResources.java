package io.kinesisboot.autoconfigure.iam;

/**
 * The last parts of the ARNs of what belongs to Kinesis.
 */
final class KinesisResources {

	private KinesisResources() {
	}

	/**
	 * A stream's, or its whole ARN if that is what it is named by.
	 */
	static String stream(String stream) {
		return stream.startsWith("arn:") ? stream : "stream/" + stream;
	}

	/**
	 * That of a consumer of a stream. It ends with the moment of its registration.
	 */
	static String consumer(String stream, String consumer) {
		return stream(stream) + "/consumer/" + consumer + ":*";
	}

}
