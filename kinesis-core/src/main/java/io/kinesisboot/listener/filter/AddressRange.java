package io.kinesisboot.listener.filter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}.
 * Immutable.
 */
final class AddressRange implements Predicate<String> {

	private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

	/** What is never looked up as the name of a host. */
	private static final Pattern ADDRESS = Pattern
		.compile(OCTET + "(\\." + OCTET + "){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

	private final byte[] network;

	private final int bits;

	private AddressRange(byte[] network, int bits) {
		this.network = network;
		this.bits = bits;
	}

	static AddressRange parse(String text) {
		int slash = text.indexOf('/');
		byte[] network = (slash > 0) ? address(text.substring(0, slash)) : null;
		String bits = text.substring(slash + 1);
		Assert.isTrue(network != null && bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= network.length * 8,
				"must be an IP address with the number of its leading bits, as 10.0.0.0/8,");
		return new AddressRange(network, Integer.parseInt(bits));
	}

	private static byte @Nullable [] address(String text) {
		try {
			return ADDRESS.matcher(text).matches() ? InetAddress.getByName(text).getAddress() : null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	@Override
	public boolean test(String text) {
		byte[] address = address(text);
		if (address == null || address.length != this.network.length) {
			return false;
		}
		for (int bit = 0; bit < this.bits; bit++) {
			int mask = 0x80 >> (bit % 8);
			if (((address[bit / 8] ^ this.network[bit / 8]) & mask) != 0) {
				return false;
			}
		}
		return true;
	}

}
