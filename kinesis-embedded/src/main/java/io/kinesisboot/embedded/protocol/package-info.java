/**
 * AWS JSON 1.1 and CBOR 1.1: bodies of calls and answers, and the services' errors.
 */
@NullMarked
package io.kinesisboot.embedded.protocol;

import org.jspecify.annotations.NullMarked;
