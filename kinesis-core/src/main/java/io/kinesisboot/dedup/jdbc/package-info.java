/**
 * Keys in a relational database, if need be in the transaction of the effects.
 */
@NullMarked
package io.kinesisboot.dedup.jdbc;

import org.jspecify.annotations.NullMarked;
