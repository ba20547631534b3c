/**
 * The records of events by which AWS Lambda calls a function, and what Lambda is told of
 * them.
 */
@NullMarked
package io.kinesisboot.consumer.lambda;

import org.jspecify.annotations.NullMarked;
