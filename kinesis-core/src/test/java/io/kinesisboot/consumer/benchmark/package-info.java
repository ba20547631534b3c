/**
 * Consumers side by side, each in a JVM of its own, on one embedded endpoint.
 */
@NullMarked
package io.kinesisboot.consumer.benchmark;

import org.jspecify.annotations.NullMarked;
