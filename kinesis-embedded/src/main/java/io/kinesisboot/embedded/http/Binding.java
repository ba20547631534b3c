package io.kinesisboot.embedded.http;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint is to listen. Immutable.
 *
 * @param address the address
 * @param port the port, 0 for any that is free
 * @param tlsPort one port more, 0 for any that is free, or null if the one is enough
 * @since 0.1.0
 */
public record Binding(InetAddress address, int port, @Nullable Integer tlsPort) {

}
