package io.kinesisboot.embedded.conformance;

/**
 * What answers the calls of the suite.
 */
enum Engine {

	/** The endpoint of this project. */
	EMBEDDED,

	/** kinesis-mock in its npm form, the engine inside LocalStack. */
	KINESIS_LOCAL;

	private static final String ENDPOINT_PROPERTY = "kinesis.conformance.endpoint";

	/**
	 * Where another engine than ours listens.
	 * @return its address, empty for the embedded endpoint
	 */
	static String address() {
		return System.getProperty(ENDPOINT_PROPERTY, "");
	}

	static Engine current() {
		return address().isEmpty() ? EMBEDDED : KINESIS_LOCAL;
	}

}
