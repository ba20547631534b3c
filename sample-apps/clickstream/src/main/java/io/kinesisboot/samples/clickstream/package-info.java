/**
 * Counts the page views of an access log that goes through a Kinesis stream.
 */
@NullMarked
package io.kinesisboot.samples.clickstream;

import org.jspecify.annotations.NullMarked;
