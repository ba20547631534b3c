/**
 * What transformations cost. Run by name.
 */
@NullMarked
package io.kinesisboot.firehose.transform.benchmark;

import org.jspecify.annotations.NullMarked;
