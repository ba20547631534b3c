/**
 * The service's limits of throughput and of call rates.
 */
@NullMarked
package io.kinesisboot.embedded.limit;

import org.jspecify.annotations.NullMarked;
