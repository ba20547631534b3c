/**
 * Sending payloads to streams.
 */
@NullMarked
package io.kinesisboot.template;

import org.jspecify.annotations.NullMarked;
