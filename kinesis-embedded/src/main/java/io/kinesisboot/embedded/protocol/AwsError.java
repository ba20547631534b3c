package io.kinesisboot.embedded.protocol;

/**
 * A refusal as the service words it. Carries no stack trace: it is an answer, not a
 * fault. Immutable.
 *
 * @since 0.1.0
 */
public class AwsError extends RuntimeException {

	private final int status;

	private final String type;

	/**
	 * Creates an error.
	 * @param status the HTTP status, 400 for the caller's mistakes
	 * @param type the exception's name as clients know it, such as
	 * {@code ResourceNotFoundException}
	 * @param message the service's text
	 */
	public AwsError(int status, String type, String message) {
		super(message, null, false, false);
		this.status = status;
		this.type = type;
	}

	/**
	 * A mistake of the caller.
	 * @param type the exception's name as clients know it
	 * @param message the service's text
	 * @return an error of status 400
	 */
	public static AwsError badRequest(String type, String message) {
		return new AwsError(400, type, message);
	}

	/**
	 * A body that cannot be read.
	 * @param message what is wrong with it
	 * @return a {@code SerializationException}
	 */
	public static AwsError serialization(String message) {
		return badRequest("SerializationException", message);
	}

	/**
	 * A target that no service knows.
	 * @return an {@code UnknownOperationException}
	 */
	public static AwsError unknownOperation() {
		return badRequest("UnknownOperationException", "");
	}

	public int status() {
		return this.status;
	}

	public String type() {
		return this.type;
	}

	/**
	 * The members of the answer's body beside {@code __type} and {@code message}.
	 * @return nothing, unless an error of this kind says more
	 */
	public Answer details() {
		return Answer.EMPTY;
	}

}
