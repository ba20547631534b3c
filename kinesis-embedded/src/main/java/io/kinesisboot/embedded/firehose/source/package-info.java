/**
 * Where the records of a delivery stream come from, and what its thread waits by.
 */
@NullMarked
package io.kinesisboot.embedded.firehose.source;

import org.jspecify.annotations.NullMarked;
