/**
 * What transformation and delivery share: the bytes of payloads.
 */
@NullMarked
package io.kinesisboot.firehose;

import org.jspecify.annotations.NullMarked;
