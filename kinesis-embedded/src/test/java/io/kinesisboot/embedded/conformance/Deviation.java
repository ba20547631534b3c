package io.kinesisboot.embedded.conformance;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A place where one engine does not follow the AWS documentation. Both behaviours are
 * asserted: the documented one of every other engine, and of the deviating engine its own
 * as well as that it still fails what is documented.
 *
 * @param engine which one deviates
 * @param because what the documentation says and what the engine does instead
 */
record Deviation(Engine engine, String because) {

	static Deviation of(Engine engine, String because) {
		return new Deviation(engine, because);
	}

	/**
	 * Checks the promise.
	 * @param documented fails with an {@link AssertionError} unless the documentation is
	 * followed; may be called only to see that it fails
	 * @param instead fails unless the engine deviates as described
	 */
	void check(ThrowingCallable documented, ThrowingCallable instead) {
		if (Engine.current() != this.engine) {
			run(documented);
			return;
		}
		run(instead);
		assertThatExceptionOfType(AssertionError.class).as("%s no longer deviates: %s", this.engine, this.because)
			.isThrownBy(documented);
	}

	private void run(ThrowingCallable assertions) {
		try {
			assertions.call();
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new AssertionError(this.because, ex);
		}
	}

}
