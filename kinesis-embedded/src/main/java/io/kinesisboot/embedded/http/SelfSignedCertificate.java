package io.kinesisboot.embedded.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;

/**
 * A certificate that vouches for itself, and its key. It has no date of expiry, so that
 * it holds at whatever time a client believes it is. The JDK reads certificates but
 * writes none: they are written here, byte by byte, in DER. Immutable.
 *
 * @param key the private key
 * @param certificate the certificate
 */
record SelfSignedCertificate(PrivateKey key, X509Certificate certificate) {

	private static final String HOST_NAME = "localhost";

	/** Algorithm ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
	private static final byte[] ECDSA_WITH_SHA256 = der(0x30, hex("06082a8648ce3d040302"));

	/** Attribute commonName, 2.5.4.3. */
	private static final byte[] COMMON_NAME = hex("0603550403");

	/** Extension subjectAltName, 2.5.29.17. */
	private static final byte[] SUBJECT_ALT_NAME = hex("0603551d11");

	private static final byte[] IPV4_LOOPBACK = { 127, 0, 0, 1 };

	private static final byte[] IPV6_LOOPBACK = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

	private static final byte[] VERSION_3 = hex("a003020102");

	/** RFC 5280, 4.1.2.5: the last date means that there is none. */
	private static final byte[] FOREVER = der(0x30, text(0x17, "000101000000Z"), text(0x18, "99991231235959Z"));

	/**
	 * Makes a key and a certificate of {@code localhost} and its addresses.
	 * @param address an address that it is for as well
	 * @return both
	 */
	static SelfSignedCertificate create(InetAddress address) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"));
			KeyPair keys = generator.generateKeyPair();
			byte[] content = content(keys.getPublic().getEncoded(), address);
			byte[] encoded = der(0x30, content, ECDSA_WITH_SHA256, bits(sign(content, keys.getPrivate())));
			return new SelfSignedCertificate(keys.getPrivate(),
					(X509Certificate) CertificateFactory.getInstance("X.509")
						.generateCertificate(new ByteArrayInputStream(encoded)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The JVM's security providers cannot make a certificate for TLS", ex);
		}
	}

	private static byte[] content(byte[] publicKey, InetAddress address) {
		byte[] serial = der(0x02, new BigInteger(64, new SecureRandom()).setBit(64).toByteArray());
		byte[] name = der(0x30, der(0x31, der(0x30, COMMON_NAME, text(0x0c, HOST_NAME))));
		byte[] extension = der(0x30, SUBJECT_ALT_NAME, der(0x04, der(0x30, names(address))));
		return der(0x30, VERSION_3, serial, ECDSA_WITH_SHA256, name, FOREVER, name, publicKey,
				der(0xa3, der(0x30, extension)));
	}

	private static byte[][] names(InetAddress address) {
		return new byte[][] { text(0x82, HOST_NAME), der(0x87, IPV4_LOOPBACK), der(0x87, IPV6_LOOPBACK),
				der(0x87, address.getAddress()) };
	}

	private static byte[] sign(byte[] content, PrivateKey key) throws GeneralSecurityException {
		Signature signature = Signature.getInstance("SHA256withECDSA");
		signature.initSign(key);
		signature.update(content);
		return signature.sign();
	}

	private static byte[] bits(byte[] value) {
		return der(0x03, new byte[1], value);
	}

	private static byte[] text(int tag, String value) {
		return der(tag, value.getBytes(StandardCharsets.US_ASCII));
	}

	private static byte[] hex(String value) {
		return HexFormat.of().parseHex(value);
	}

	private static byte[] der(int tag, byte[]... parts) {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			content.writeBytes(part);
		}
		ByteArrayOutputStream element = new ByteArrayOutputStream();
		element.write(tag);
		if (content.size() < 0x80) {
			element.write(content.size());
		}
		else {
			byte[] length = BigInteger.valueOf(content.size()).toByteArray();
			int sign = (length[0] == 0) ? 1 : 0;
			element.write(0x80 | (length.length - sign));
			element.write(length, sign, length.length - sign);
		}
		element.writeBytes(content.toByteArray());
		return element.toByteArray();
	}

}
