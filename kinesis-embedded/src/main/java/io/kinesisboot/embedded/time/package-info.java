/**
 * The endpoint's time.
 */
@NullMarked
package io.kinesisboot.embedded.time;

import org.jspecify.annotations.NullMarked;
