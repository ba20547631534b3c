/**
 * What remembers which records have had their effect.
 */
@NullMarked
package io.kinesisboot.dedup;

import org.jspecify.annotations.NullMarked;
