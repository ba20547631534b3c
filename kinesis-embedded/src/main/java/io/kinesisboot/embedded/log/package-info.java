/**
 * Records in memory, and how much of it they take.
 */
@NullMarked
package io.kinesisboot.embedded.log;

import org.jspecify.annotations.NullMarked;
