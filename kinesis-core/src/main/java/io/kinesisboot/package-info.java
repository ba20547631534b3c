/**
 * What all packages of the core share.
 */
@NullMarked
package io.kinesisboot;

import org.jspecify.annotations.NullMarked;
