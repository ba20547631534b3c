/**
 * What keeps calls back while they would do harm.
 */
@NullMarked
package io.kinesisboot.guard;

import org.jspecify.annotations.NullMarked;
