package io.kinesisboot.embedded.item;

import java.util.List;

import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters that a call cannot do without. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Parameters {

	private Parameters() {
	}

	public static String text(RequestBody request, String name) {
		return required(name, request.text(name));
	}

	public static int integer(RequestBody request, String name) {
		return required(name, request.integer(name));
	}

	public static boolean flag(RequestBody request, String name) {
		return required(name, request.flag(name));
	}

	public static RequestBody object(RequestBody request, String name) {
		return required(name, request.object(name));
	}

	public static List<RequestBody> objects(RequestBody request, String name) {
		return required(name, request.objects(name));
	}

	public static List<String> texts(RequestBody request, String name) {
		return required(name, request.texts(name));
	}

	/**
	 * Reads a list that a call can do without.
	 * @param request the call
	 * @param name the parameter
	 * @return its elements, none if absent
	 */
	public static List<RequestBody> optionalObjects(RequestBody request, String name) {
		List<RequestBody> objects = request.objects(name);
		return (objects != null) ? objects : List.of();
	}

	private static <T> T required(String name, @Nullable T value) {
		if (value == null) {
			String member = Character.toLowerCase(name.charAt(0)) + name.substring(1);
			throw LeaseErrors.validation("1 validation error detected: Value null at '" + member
					+ "' failed to satisfy constraint: Member must not be null");
		}
		return value;
	}

}
