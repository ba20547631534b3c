/**
 * Transformation and delivery of records with Firehose as beans.
 */
@NullMarked
package io.kinesisboot.autoconfigure.firehose;

import org.jspecify.annotations.NullMarked;
