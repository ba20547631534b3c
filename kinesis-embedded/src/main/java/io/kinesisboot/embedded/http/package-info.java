/**
 * HTTP/1.1 and HTTP/2, with and without TLS, on one port, and the way from a request to a
 * service.
 */
@NullMarked
package io.kinesisboot.embedded.http;

import org.jspecify.annotations.NullMarked;
