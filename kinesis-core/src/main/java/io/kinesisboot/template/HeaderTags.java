package io.kinesisboot.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kinesisboot.KinesisHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.util.MimeType;

/**
 * Makes tags of headers, which readers see as headers again, as text.
 */
final class HeaderTags {

	/** What belongs to the message and not to its payload. */
	private static final Set<String> LEFT_OUT = Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP,
			MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL);

	private HeaderTags() {
	}

	/**
	 * Makes tags.
	 * @param headers the headers; those that are {@code null}, and those of
	 * {@link KinesisHeaders}, are left out
	 * @return the tags by the headers' names
	 * @throws IllegalArgumentException if a header is none that text stands for
	 */
	static Map<String, String> of(Map<String, ?> headers) {
		Map<String, String> tags = new HashMap<>();
		headers.forEach((name, value) -> {
			if (!LEFT_OUT.contains(name) && !name.startsWith(KinesisHeaders.PREFIX) && value != null) {
				tags.put(name, text(name, value));
			}
		});
		return tags;
	}

	/**
	 * Makes text of a header.
	 * @param name its name, for errors
	 * @param value its value
	 * @return the text
	 */
	static String text(String name, @Nullable Object value) {
		if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Enum<?> || value instanceof UUID || value instanceof MimeType) {
			return value.toString();
		}
		throw new IllegalArgumentException(
				"Header '%s' must be text, a number, a boolean, an enum, a UUID or a MIME type but was of type '%s'"
					.formatted(name, (value != null) ? value.getClass().getName() : null));
	}

}
