/**
 * What a listener method may take, return and acknowledge, and how it is called.
 */
@NullMarked
package io.kinesisboot.listener.method;

import org.jspecify.annotations.NullMarked;
