package io.kinesisboot.samples.fraud;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.annotation.KinesisListener;

import org.springframework.stereotype.Component;

/**
 * Finds cards that spend more than they should. What cannot be booked, since nobody knows
 * what its currency is worth, becomes a dead letter. Thread-safe.
 */
@Component
class SpendingLimit {

	static final String NAME = "spending-limit";

	static final BigDecimal EUROS = BigDecimal.valueOf(2_000);

	/** Euros by card and payment: one that is delivered again is booked once. */
	private final Map<String, Map<String, BigDecimal>> booked = new ConcurrentHashMap<>();

	private final ExchangeRates rates;

	SpendingLimit(ExchangeRates rates) {
		this.rates = rates;
	}

	@KinesisListener(id = NAME, applicationName = NAME, streams = FraudDetectionApplication.STREAM, mode = "FAN_OUT",
			noRetryFor = UnknownCurrencyException.class,
			onFailure = "kinesis:" + FraudDetectionApplication.DEAD_LETTERS)
	void book(List<Payment> payments) {
		// If one throws, the batch is halved until it stands alone
		payments.forEach(this::book);
	}

	private void book(Payment payment) {
		BigDecimal euros = this.rates.euros(payment);
		this.booked.computeIfAbsent(payment.card(), (card) -> new ConcurrentHashMap<>()).put(payment.id(), euros);
	}

	/** How many payments were booked. */
	int booked() {
		return this.booked.values().stream().mapToInt(Map::size).sum();
	}

	/** The cards that spent too much, in order. */
	List<String> exceeded() {
		return this.booked.entrySet()
			.stream()
			.filter((card) -> sum(card.getValue()).compareTo(EUROS) > 0)
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
	}

	private static BigDecimal sum(Map<String, BigDecimal> payments) {
		return payments.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
	}

}
