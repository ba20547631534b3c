/**
 * The actions of Kinesis Data Streams: what a call asks, checked and answered.
 */
@NullMarked
package io.kinesisboot.embedded.action;

import org.jspecify.annotations.NullMarked;
