package io.kinesisboot.embedded.parameter;

import java.util.List;
import java.util.stream.Stream;

/**
 * A part of a list. Immutable.
 *
 * @param <T> what is listed
 * @param elements the part
 * @param more whether the list goes on
 * @since 0.1.0
 */
public record Page<T>(List<T> elements, boolean more) {

	public static <T> Page<T> of(Stream<T> list, int limit) {
		List<T> elements = list.limit(limit + 1L).toList();
		boolean more = elements.size() > limit;
		return new Page<>(more ? elements.subList(0, limit) : elements, more);
	}

}
