package io.kinesisboot.embedded.firehose.outlet;

import org.jspecify.annotations.Nullable;

/**
 * A function that gave no answer.
 *
 * @since 0.1.0
 */
public final class FunctionFailure extends Exception {

	private final String code;

	/**
	 * Creates a failure.
	 * @param code what error files call it
	 * @param message what error files say
	 * @param cause why, or null
	 */
	public FunctionFailure(String code, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.code = code;
	}

	public String code() {
		return this.code;
	}

}
