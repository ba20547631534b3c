package io.kinesisboot.samples.fraud;

/**
 * It is not known what a currency is worth.
 */
class UnknownCurrencyException extends RuntimeException {

	UnknownCurrencyException(String currency) {
		super("'currency' must have an exchange rate but was '" + currency + "'");
	}

}
