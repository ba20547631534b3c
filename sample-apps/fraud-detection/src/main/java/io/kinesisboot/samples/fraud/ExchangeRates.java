package io.kinesisboot.samples.fraud;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

/**
 * What currencies are worth. The Kuwaiti dinar was forgotten. Thread-safe.
 */
@Component
class ExchangeRates {

	private final Map<String, BigDecimal> euros = new ConcurrentHashMap<>(
			Map.of("EUR", BigDecimal.ONE, "GBP", new BigDecimal("1.15"), "CHF", new BigDecimal("1.07")));

	/**
	 * Makes a currency known.
	 */
	void add(String currency, BigDecimal euros) {
		this.euros.put(currency, euros);
	}

	/**
	 * What a payment is worth in euros.
	 * @throws UnknownCurrencyException if that is not known
	 */
	BigDecimal euros(Payment payment) {
		BigDecimal rate = this.euros.get(payment.currency());
		if (rate == null) {
			throw new UnknownCurrencyException(payment.currency());
		}
		return payment.amount().multiply(rate);
	}

}
