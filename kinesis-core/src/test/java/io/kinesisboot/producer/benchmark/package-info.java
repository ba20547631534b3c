/**
 * Producers side by side, each in a JVM of its own, against an endpoint that acknowledges
 * at once.
 */
@NullMarked
package io.kinesisboot.producer.benchmark;

import org.jspecify.annotations.NullMarked;
