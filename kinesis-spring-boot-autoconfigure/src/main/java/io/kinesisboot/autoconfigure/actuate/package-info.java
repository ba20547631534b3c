/**
 * What Spring Boot's Actuator tells of streams, listeners and producers, and what an
 * operator does to them by it.
 */
@NullMarked
package io.kinesisboot.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
