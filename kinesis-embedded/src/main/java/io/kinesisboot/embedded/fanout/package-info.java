/**
 * Enhanced fan-out: registered consumers and their subscriptions to shards.
 */
@NullMarked
package io.kinesisboot.embedded.fanout;

import org.jspecify.annotations.NullMarked;
