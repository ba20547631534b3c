/**
 * Which records a listener gets.
 */
@NullMarked
package io.kinesisboot.listener.filter;

import org.jspecify.annotations.NullMarked;
