package io.kinesisboot.samples.fraud;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A payment by card, as it travels through the stream.
 *
 * @param id names the payment
 * @param card the card, which is the partition key: the payments of one card stay in
 * order
 * @param time when it was paid
 * @param country the code of the country where it was paid
 * @param online whether it was paid from anywhere, rather than in a shop
 * @param amount how much
 * @param currency the code of the amount's currency
 */
record Payment(String id, String card, Instant time, String country, boolean online, BigDecimal amount,
		String currency) {

}
