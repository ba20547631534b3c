/**
 * Firehose: its actions, and the delivery streams that they change.
 */
@NullMarked
package io.kinesisboot.embedded.firehose;

import org.jspecify.annotations.NullMarked;
