package io.kinesisboot.embedded.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Tests for {@link SelfSignedCertificate}.
 */
class SelfSignedCertificateTests {

	private static final int DNS_NAME = 2;

	private static final int IP_ADDRESS = 7;

	@Test
	void certificateIsForLocalhostItsAddressesAndTheOneThatWasGiven()
			throws UnknownHostException, GeneralSecurityException {
		SelfSignedCertificate own = SelfSignedCertificate.create(InetAddress.getByName("10.1.2.3"));
		assertThat(own.certificate().getSubjectAlternativeNames()).map((name) -> (Object) List.copyOf(name))
			.containsExactly(List.of(DNS_NAME, "localhost"), List.of(IP_ADDRESS, "127.0.0.1"),
					List.of(IP_ADDRESS, "0:0:0:0:0:0:0:1"), List.of(IP_ADDRESS, "10.1.2.3"));
		assertThat(own.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
	}

	@Test
	void certificateIsSignedByItsOwnKeyAndHoldsAtAnyTime() throws GeneralSecurityException {
		SelfSignedCertificate own = SelfSignedCertificate.create(InetAddress.getLoopbackAddress());
		own.certificate().verify(own.certificate().getPublicKey());
		assertThatCode(() -> own.certificate().checkValidity(Date.from(Instant.parse("2000-01-02T00:00:00Z"))))
			.doesNotThrowAnyException();
		assertThatCode(() -> own.certificate().checkValidity(Date.from(Instant.parse("2999-01-01T00:00:00Z"))))
			.doesNotThrowAnyException();
	}

	@Test
	void everyCertificateHasItsOwnNumber() {
		InetAddress address = InetAddress.getLoopbackAddress();
		assertThat(SelfSignedCertificate.create(address).certificate().getSerialNumber()).isPositive()
			.isNotEqualTo(SelfSignedCertificate.create(address).certificate().getSerialNumber());
	}

}
