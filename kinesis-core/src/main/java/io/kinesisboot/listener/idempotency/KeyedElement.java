package io.kinesisboot.listener.idempotency;

/**
 * What a listener takes for a record, with the record's key. Immutable.
 *
 * @param key the key
 * @param element what the listener takes
 */
record KeyedElement(String key, Object element) {
}
