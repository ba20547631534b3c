/**
 * Listeners that have the effect of a record once, however often it comes.
 */
@NullMarked
package io.kinesisboot.listener.idempotency;

import org.jspecify.annotations.NullMarked;
