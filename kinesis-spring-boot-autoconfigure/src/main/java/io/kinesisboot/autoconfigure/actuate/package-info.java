/**
 * What Spring Boot's Actuator tells of listeners.
 */
@NullMarked
package io.kinesisboot.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
