package io.kinesisboot.dedup;

import java.util.List;

/**
 * Stands for an effect. Keys may come in groups, such as those of the records in an
 * aggregate, which differ in an index only. The text of a key has up to 500 characters.
 * Immutable.
 *
 * @param group what the keys of a group have in common, or a key that is in no group
 * @param index which of the group, from 0; {@link #ALONE} if in none
 * @since 0.1.0
 */
public record EffectKey(String group, int index) implements Comparable<EffectKey> {

	/** The index of a key that is in no group. */
	public static final int ALONE = -1;

	/**
	 * Makes a key that is in no group.
	 * @param text the key
	 * @return the key
	 */
	public static EffectKey of(String text) {
		return new EffectKey(text, ALONE);
	}

	/**
	 * The key in one piece.
	 * @return its text
	 */
	public String text() {
		return (this.index == ALONE) ? this.group : this.group + '/' + this.index;
	}

	/**
	 * Keys in one piece each.
	 * @param keys the keys
	 * @return their texts, in the same order
	 */
	public static List<String> texts(List<EffectKey> keys) {
		return keys.stream().map(EffectKey::text).toList();
	}

	/**
	 * Whether keys are different ones by their order alone, as those of places in a
	 * stream mostly are.
	 * @param keys the keys
	 * @return true if each comes after the one before it
	 */
	public static boolean areAscending(List<EffectKey> keys) {
		for (int i = 1; i < keys.size(); i++) {
			if (keys.get(i).compareTo(keys.get(i - 1)) <= 0) {
				return false;
			}
		}
		return true;
	}

	@Override
	public int compareTo(EffectKey other) {
		return this.group.equals(other.group) ? Integer.compare(this.index, other.index)
				: this.group.compareTo(other.group);
	}

	@Override
	public String toString() {
		return text();
	}

}
