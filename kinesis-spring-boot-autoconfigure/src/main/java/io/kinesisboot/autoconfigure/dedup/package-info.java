/**
 * Auto-configuration of the stores of idempotent listeners.
 */
@NullMarked
package io.kinesisboot.autoconfigure.dedup;

import org.jspecify.annotations.NullMarked;
