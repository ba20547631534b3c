/**
 * What happens to a record whose listener fails.
 */
@NullMarked
package io.kinesisboot.listener.error;

import org.jspecify.annotations.NullMarked;
