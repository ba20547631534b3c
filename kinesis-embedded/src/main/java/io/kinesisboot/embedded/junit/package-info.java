/**
 * The embedded endpoint in tests that JUnit Jupiter runs.
 */
@NullMarked
package io.kinesisboot.embedded.junit;

import org.jspecify.annotations.NullMarked;
