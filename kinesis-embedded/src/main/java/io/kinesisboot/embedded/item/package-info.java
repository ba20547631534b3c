/**
 * Items of tables: their values, and the expressions that select, test and change them.
 */
@NullMarked
package io.kinesisboot.embedded.item;

import org.jspecify.annotations.NullMarked;
