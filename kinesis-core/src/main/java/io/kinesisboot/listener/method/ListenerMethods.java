package io.kinesisboot.listener.method;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The methods of a bean that one listener calls: one for all records, or several for
 * records of different types. Immutable.
 *
 * @param typedBy where a record says what type it is of: the name of a header, or a JSON
 * pointer into its payload, which begins with a slash
 * @param handlers the methods, at least one
 * @since 0.1.0
 */
public record ListenerMethods(String typedBy, List<Handler> handlers) {

	/** The header that says the type of a record, where nothing else is said. */
	public static final String TYPE_HEADER = "type";

	public ListenerMethods {
		handlers = List.copyOf(handlers);
		if (handlers.isEmpty()) {
			throw new IllegalArgumentException("'handlers' must have at least one method");
		}
	}

	/**
	 * A method for all records.
	 * @param method the method
	 * @return the only method
	 */
	public static ListenerMethods of(Method method) {
		return new ListenerMethods(TYPE_HEADER, List.of(new Handler(method, Set.of(), true)));
	}

	/**
	 * The method whose work may go on after it has returned, as its type says.
	 * @return the first such method, empty if there is none
	 */
	public Optional<Method> asynchronous() {
		return this.handlers.stream().map(Handler::method).filter(ListenerSignature::endsLater).findFirst();
	}

	/**
	 * A method for records of some types.
	 *
	 * @param method the method
	 * @param types the types; if empty, and it is not the default, the simple name of the
	 * class of its payload
	 * @param isDefault whether it takes the records that no other method is for
	 */
	public record Handler(Method method, Set<String> types, boolean isDefault) {

		public Handler {
			types = Set.copyOf(types);
		}

	}

}
