/**
 * Connections to LocalStack, where tests run it with the help of Testcontainers.
 */
@NullMarked
package io.kinesisboot.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
