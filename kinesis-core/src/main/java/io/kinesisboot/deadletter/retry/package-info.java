/**
 * Failed records on their way through a stream in which they wait to be handled again.
 */
@NullMarked
package io.kinesisboot.deadletter.retry;

import org.jspecify.annotations.NullMarked;
