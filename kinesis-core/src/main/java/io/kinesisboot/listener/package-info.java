/**
 * Containers that run listener methods over the records of a stream.
 */
@NullMarked
package io.kinesisboot.listener;

import org.jspecify.annotations.NullMarked;
