package io.kinesisboot.listener.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.util.Assert;

/**
 * A text with stars, each of which stands for any characters or none; a backslash goes
 * before a star or a backslash that stands for itself. Immutable.
 *
 * @param parts what stands before, between and behind the stars
 */
record Wildcard(List<String> parts) implements Predicate<String> {

	static Wildcard parse(String text) {
		List<String> parts = new ArrayList<>();
		StringBuilder part = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (next == '*') {
				Assert.isTrue(i == 0 || !part.isEmpty(), "must not have consecutive stars");
				parts.add(part.toString());
				part.setLength(0);
			}
			else {
				part.append((next == '\\') ? escaped(text, ++i) : next);
			}
		}
		parts.add(part.toString());
		return new Wildcard(parts);
	}

	private static char escaped(String text, int index) {
		char next = (index < text.length()) ? text.charAt(index) : 0;
		Assert.isTrue(next == '*' || next == '\\', "must have a star or a backslash behind each backslash");
		return next;
	}

	@Override
	public boolean test(String text) {
		String first = this.parts.get(0);
		String last = this.parts.get(this.parts.size() - 1);
		if (this.parts.size() == 1) {
			return text.equals(first);
		}
		int end = text.length() - last.length();
		if (!text.startsWith(first) || !text.endsWith(last)) {
			return false;
		}
		int position = first.length();
		for (String part : this.parts.subList(1, this.parts.size() - 1)) {
			int found = text.indexOf(part, position);
			if (found < 0) {
				return false;
			}
			position = found + part.length();
		}
		return position <= end;
	}

}
