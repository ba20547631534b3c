/**
 * Streams as configuration: what is created or changed at the start, and resharded later.
 */
@NullMarked
package io.kinesisboot.autoconfigure.stream;

import org.jspecify.annotations.NullMarked;
