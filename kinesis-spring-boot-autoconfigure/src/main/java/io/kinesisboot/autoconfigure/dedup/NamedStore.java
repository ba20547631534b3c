package io.kinesisboot.autoconfigure.dedup;

import java.util.function.Supplier;

import io.kinesisboot.dedup.IdempotencyStore;

/**
 * A store that listeners may name. Immutable.
 *
 * @param name the name
 * @param setting the property that says most of it, for errors
 * @param store makes it, when a listener has named it
 */
record NamedStore(String name, String setting, Supplier<IdempotencyStore> store) {
}
