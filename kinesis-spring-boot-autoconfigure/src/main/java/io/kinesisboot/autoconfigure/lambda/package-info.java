/**
 * An application whose listeners run as a function of AWS Lambda.
 */
@NullMarked
package io.kinesisboot.autoconfigure.lambda;

import org.jspecify.annotations.NullMarked;
