package io.kinesisboot.embedded.protocol;

/**
 * The body of an answer, written straight to the wire. The writer stands inside the
 * outermost object: an empty body writes nothing.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Answer {

	/** The answer of actions that have nothing to say. */
	Answer EMPTY = (out) -> {
	};

	/**
	 * Writes the members of the answer.
	 * @param out where to write
	 */
	void writeTo(AnswerWriter out);

}
