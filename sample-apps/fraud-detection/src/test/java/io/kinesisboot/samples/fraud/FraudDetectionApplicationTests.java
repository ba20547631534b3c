package io.kinesisboot.samples.fraud;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FraudDetectionApplication}, against plain loops over the payments.
 */
@ExtendWith(OutputCaptureExtension.class)
class FraudDetectionApplicationTests {

	private static final Map<String, BigDecimal> RATES = Map.of("EUR", BigDecimal.ONE, "GBP", new BigDecimal("1.15"),
			"CHF", new BigDecimal("1.07"));

	private final List<Payment> payments = Payments.all();

	@Test
	void findingsEqualThoseOfPlainLoopsBeforeAndAfterRepairAndReplay(CapturedOutput output) {
		List<String> travellers = travellers(Duration.ofMinutes(30));
		List<String> moreTravellers = travellers(Duration.ofHours(1));
		assertThat(moreTravellers).hasSizeGreaterThan(travellers.size());
		List<String> spenders = spenders(BigDecimal.ZERO);
		List<String> moreSpenders = spenders(new BigDecimal("2.80"));
		assertThat(moreSpenders).hasSizeGreaterThan(spenders.size());
		long dinars = this.payments.stream().filter((payment) -> payment.currency().equals("KWD")).count();
		try (ConfigurableApplicationContext context = SpringApplication.run(FraudDetectionApplication.class)) {
			assertThat(output).containsSubsequence("%d cards were in two countries".formatted(travellers.size()),
					"%,d payments booked".formatted(this.payments.size() - dinars),
					"%d cards spent more".formatted(spenders.size()),
					"{MessageConversionException=1, UnknownCurrencyException=%d}".formatted(dinars),
					"%d dead letters sent back, 1 left".formatted(dinars),
					"%,d payments booked".formatted(this.payments.size()));
			assertThat(context.getBean(SpendingLimit.class).exceeded()).isEqualTo(moreSpenders);
			assertThat(context.getBean(ImpossibleTravel.class).trips()).extracting((trip) -> trip.from().card())
				.isEqualTo(moreTravellers);
			assertThat(SpringApplication.exit(context)).isZero();
		}
	}

	private List<String> travellers(Duration shortest) {
		TreeSet<String> cards = new TreeSet<>();
		Map<String, Payment> lastPayments = new HashMap<>();
		this.payments.stream().filter(Predicate.not(Payment::online)).forEach((payment) -> {
			Payment last = lastPayments.put(payment.card(), payment);
			if (last != null && !last.country().equals(payment.country())
					&& !payment.time().isAfter(last.time().plus(shortest))) {
				cards.add(payment.card());
			}
		});
		return List.copyOf(cards);
	}

	private List<String> spenders(BigDecimal dinar) {
		Map<String, BigDecimal> euros = new HashMap<>();
		this.payments.forEach((payment) -> euros.merge(payment.card(),
				payment.amount().multiply(RATES.getOrDefault(payment.currency(), dinar)), BigDecimal::add));
		return euros.entrySet()
			.stream()
			.filter((card) -> card.getValue().compareTo(BigDecimal.valueOf(2_000)) > 0)
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
	}

}
