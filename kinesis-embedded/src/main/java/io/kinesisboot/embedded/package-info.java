/**
 * A Kinesis endpoint inside the JVM.
 */
@NullMarked
package io.kinesisboot.embedded;

import org.jspecify.annotations.NullMarked;
