/**
 * The leases of an application: how they begin, who has them, and how they are moved.
 */
@NullMarked
package io.kinesisboot.consumer.kcl.lease;

import org.jspecify.annotations.NullMarked;
