/**
 * Dead letters on their way back to the streams that they came from.
 */
@NullMarked
package io.kinesisboot.deadletter.redrive;

import org.jspecify.annotations.NullMarked;
