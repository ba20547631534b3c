/**
 * Where the records go that a listener could not handle.
 */
@NullMarked
package io.kinesisboot.deadletter;

import org.jspecify.annotations.NullMarked;
