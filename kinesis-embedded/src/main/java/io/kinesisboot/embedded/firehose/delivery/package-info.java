/**
 * The way of records through a delivery stream, from their source to where they go.
 */
@NullMarked
package io.kinesisboot.embedded.firehose.delivery;

import org.jspecify.annotations.NullMarked;
