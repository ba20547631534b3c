/**
 * One suite of promises for every endpoint that claims to be Kinesis Data Streams: the
 * embedded one, and by the system property {@code kinesis.conformance.endpoint} another.
 */
@NullMarked
package io.kinesisboot.embedded.conformance;

import org.jspecify.annotations.NullMarked;
