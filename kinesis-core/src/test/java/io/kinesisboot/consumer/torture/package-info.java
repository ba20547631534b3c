/**
 * Consumers that are killed, stopped and disturbed while they read, and what their own
 * records of it prove.
 */
@NullMarked
package io.kinesisboot.consumer.torture;

import org.jspecify.annotations.NullMarked;
