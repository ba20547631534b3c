/**
 * What happens to the shards of a listener, as application events.
 */
@NullMarked
package io.kinesisboot.listener.event;

import org.jspecify.annotations.NullMarked;
