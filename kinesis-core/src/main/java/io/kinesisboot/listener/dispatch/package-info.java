/**
 * From the records of a shard to the calls of a listener: in order, again if need be, and
 * none left behind.
 */
@NullMarked
package io.kinesisboot.listener.dispatch;

import org.jspecify.annotations.NullMarked;
