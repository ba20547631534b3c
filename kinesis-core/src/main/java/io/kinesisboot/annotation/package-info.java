/**
 * Listener methods by annotation.
 */
@NullMarked
package io.kinesisboot.annotation;

import org.jspecify.annotations.NullMarked;
