/**
 * What a delivery stream is to do with its records, as a call describes it.
 */
@NullMarked
package io.kinesisboot.embedded.firehose.plan;

import org.jspecify.annotations.NullMarked;
