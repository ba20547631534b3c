/**
 * From payloads to bytes and back.
 */
@NullMarked
package io.kinesisboot.convert;

import org.jspecify.annotations.NullMarked;
