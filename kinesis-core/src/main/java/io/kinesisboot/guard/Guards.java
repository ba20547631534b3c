package io.kinesisboot.guard;

/**
 * Finds guards by their names. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Guards {

	/**
	 * Makes what guards the calls of a listener or a producer.
	 * @param names the names
	 * @return the guard
	 * @throws UnknownGuardException if there is none of a name
	 */
	CallGuard guard(GuardNames names);

}
