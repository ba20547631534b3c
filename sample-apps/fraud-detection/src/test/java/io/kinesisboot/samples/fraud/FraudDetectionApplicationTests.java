package io.kinesisboot.samples.fraud;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
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
 * Tests for {@link FraudDetectionApplication}, against a plain loop over the payments.
 */
@ExtendWith(OutputCaptureExtension.class)
class FraudDetectionApplicationTests {

	private static final Map<String, BigDecimal> RATES = Map.of("EUR", BigDecimal.ONE, "GBP", new BigDecimal("1.15"),
			"CHF", new BigDecimal("1.07"), "ISK", new BigDecimal("0.0068"));

	private final List<Payment> payments = Payments.all();

	@Test
	void findingsEqualThoseOfAPlainLoopBeforeAndAfterRepairAndReplay(CapturedOutput output) {
		try (ConfigurableApplicationContext context = SpringApplication.run(FraudDetectionApplication.class)) {
			SortedSet<String> atFirst = travellers(Duration.ofMinutes(30));
			SortedSet<String> atLast = travellers(Duration.ofHours(1));
			assertThat(atFirst).isNotEmpty().isNotEqualTo(atLast);
			assertThat(output).contains("  %d cards were in two countries within 30 minutes".formatted(atFirst.size()));
			assertThat(context.getBean(ImpossibleTravel.class).trips()).extracting((trip) -> trip.from().card())
				.containsExactlyElementsOf(atLast);
			assertThat(context.getBean(SpendingLimit.class).exceeded()).isNotEmpty().isEqualTo(spenders());
			assertThat(SpringApplication.exit(context)).isZero();
		}
	}

	@Test
	void deadLettersOfTheCauseThatWasRepairedGoBackAndTheOtherStays(CapturedOutput output) {
		long icelandic = this.payments.stream().filter((payment) -> payment.currency().equals("ISK")).count();
		assertThat(icelandic).isPositive();
		try (ConfigurableApplicationContext context = SpringApplication.run(FraudDetectionApplication.class)) {
			assertThat(output).contains("%,d payments booked%n".formatted(this.payments.size() - icelandic))
				.contains("UnknownCurrencyException=%d".formatted(icelandic))
				.contains("%d dead letters sent back, 1 left".formatted(icelandic));
			assertThat(context.getBean(SpendingLimit.class).booked()).isEqualTo(this.payments.size());
			assertThat(context.getBean(DeadLetters.class).byCause()).containsEntry("UnknownCurrencyException",
					(int) icelandic)
				.hasSize(2);
		}
	}

	private SortedSet<String> travellers(Duration shortest) {
		SortedSet<String> cards = new TreeSet<>();
		Map<String, Payment> lastPayments = new HashMap<>();
		this.payments.stream().filter(Predicate.not(Payment::online)).forEach((payment) -> {
			Payment last = lastPayments.put(payment.card(), payment);
			if (last != null && !last.country().equals(payment.country())
					&& !payment.time().isAfter(last.time().plus(shortest))) {
				cards.add(payment.card());
			}
		});
		return cards;
	}

	private List<String> spenders() {
		Map<String, BigDecimal> euros = new HashMap<>();
		this.payments.forEach((payment) -> euros.merge(payment.card(),
				payment.amount().multiply(RATES.get(payment.currency())), BigDecimal::add));
		return euros.keySet()
			.stream()
			.filter((card) -> euros.get(card).compareTo(BigDecimal.valueOf(2_000)) > 0)
			.sorted()
			.toList();
	}

}
