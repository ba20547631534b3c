/**
 * Records on their way in: where they come from and how far they are done.
 */
@NullMarked
package io.kinesisboot.consumer;

import org.jspecify.annotations.NullMarked;
