package io.kinesisboot.guard;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Says when calls may be made, and learns how they end. Thread-safe, and never waits.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallGuard {

	/** Lets all calls be made. */
	CallGuard NONE = () -> Permit.FREE;

	/**
	 * Asks whether a call may be made now.
	 * @return the permit, which the caller settles, or when to ask again
	 */
	Answer ask();

	/**
	 * The circuit breaker that lets no call be made at present.
	 * @return its name; null if none does
	 */
	default @Nullable String openCircuit() {
		return null;
	}

	/**
	 * Whether a call may be made.
	 */
	sealed interface Answer {

	}

	/**
	 * Not now.
	 *
	 * @param pause when to ask again
	 */
	record Later(Duration pause) implements Answer {
	}

	/**
	 * One call may be made. It is settled once, by any thread.
	 */
	non-sealed interface Permit extends Answer {

		/** A permit of which nobody takes note. */
		Permit FREE = new Permit() {

			@Override
			public void succeeded() {
			}

			@Override
			public boolean failed(Throwable cause) {
				return true;
			}

			@Override
			public void unused() {
			}

		};

		/**
		 * The call has ended well.
		 */
		void succeeded();

		/**
		 * The call has failed.
		 * @param cause why
		 * @return whether that counts against what the call was made with; it does not if
		 * the circuit is not closed, since what was called is known to fail then
		 */
		boolean failed(Throwable cause);

		/**
		 * The call was not made, or it is not known how it ended.
		 */
		void unused();

	}

}
