/**
 * What the packages share.
 */
@NullMarked
package io.kinesisboot;

import org.jspecify.annotations.NullMarked;
