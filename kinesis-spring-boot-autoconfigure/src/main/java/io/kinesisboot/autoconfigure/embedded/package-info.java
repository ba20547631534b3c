/**
 * Auto-configuration of the endpoint inside the JVM, for development and tests.
 */
@NullMarked
package io.kinesisboot.autoconfigure.embedded;

import org.jspecify.annotations.NullMarked;
