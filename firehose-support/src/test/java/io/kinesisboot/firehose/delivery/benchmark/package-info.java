/**
 * What delivery costs. Run by name.
 */
@NullMarked
package io.kinesisboot.firehose.delivery.benchmark;

import org.jspecify.annotations.NullMarked;
