package io.kinesisboot.embedded.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a web page has its browser send from the requests of programs: no page of
 * the web is to use an endpoint on its reader's machine. Immutable.
 */
final class WebGuard {

	/** Names that nobody can register. */
	private static final List<String> LOCAL_DOMAINS = List.of(".localhost", ".local", ".internal", ".test");

	/* Null where the endpoint has names that it does not know. */
	private final @Nullable String host;

	/**
	 * Creates a guard.
	 * @param address where the endpoint listens
	 */
	WebGuard(InetAddress address) {
		this.host = address.isLoopbackAddress() ? address.getHostName() : null;
	}

	/**
	 * Whether a request comes from a page of the web. Those that change something have an
	 * origin, which no program sends; the others are for the page's own host, whose name
	 * leads to this machine for that purpose.
	 * @param request the request
	 * @return whether to refuse it
	 */
	boolean isFromTheWeb(HttpRequest request) {
		return request.headers().contains(HttpHeaderNames.ORIGIN)
				|| (this.host != null && !isOfThisMachine(request.headers().get(HttpHeaderNames.HOST, ""), this.host));
	}

	private static boolean isOfThisMachine(String authority, String host) {
		String name = withoutPort(authority).toLowerCase(Locale.ROOT);
		return name.indexOf('.') < 0 || name.startsWith("[") || name.equalsIgnoreCase(host)
				|| NetUtil.isValidIpV4Address(name) || LOCAL_DOMAINS.stream().anyMatch(name::endsWith);
	}

	private static String withoutPort(String authority) {
		int colon = authority.lastIndexOf(':');
		String name = (colon > authority.lastIndexOf(']')) ? authority.substring(0, colon) : authority;
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

}
