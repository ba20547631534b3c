package io.kinesisboot.listener.idempotency;

import io.kinesisboot.dedup.EffectKey;

/**
 * What a listener takes for a record, with the record's key. Immutable.
 *
 * @param key the key
 * @param element what the listener takes
 */
record KeyedElement(EffectKey key, Object element) {
}
