/**
 * Keys in Redis.
 */
@NullMarked
package io.kinesisboot.dedup.redis;

import org.jspecify.annotations.NullMarked;
