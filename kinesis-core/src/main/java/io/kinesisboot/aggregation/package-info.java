/**
 * The format in which the Kinesis Producer Library packs many user records into one
 * stream record, both ways.
 */
@NullMarked
package io.kinesisboot.aggregation;

import org.jspecify.annotations.NullMarked;
