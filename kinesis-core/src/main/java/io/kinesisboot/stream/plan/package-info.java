/**
 * Streams as they shall be: what there is to do for it, and doing it.
 */
@NullMarked
package io.kinesisboot.stream.plan;

import org.jspecify.annotations.NullMarked;
