package io.kinesisboot.samples.fraud;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import io.kinesisboot.template.KinesisOperations;

import org.springframework.stereotype.Component;

/**
 * The payments of some hours, made up, always the same.
 */
@Component
class Payments {

	static final int CARDS = 200;

	private static final int PAYMENTS = 2_000;

	private static final Instant START = Instant.parse("2026-01-01T09:00:00Z");

	private static final Duration PAUSE = Duration.ofSeconds(10);

	private static final List<String> HOMES = List.of("DE", "FR", "IT", "GB", "CH");

	private static final List<String> COUNTRIES = List.of("DE", "FR", "IT", "GB", "CH", "KW");

	private static final int ONE_ABROAD_OF = 50;

	private final KinesisOperations kinesis;

	Payments(KinesisOperations kinesis) {
		this.kinesis = kinesis;
	}

	/**
	 * Sends all payments, and one message of a terminal that lost its power.
	 * @return the payments
	 */
	List<Payment> send() {
		List<Payment> payments = all();
		this.kinesis.sendAll(FraudDetectionApplication.STREAM, payments, Payment::card).throwIfAnyFailed();
		this.kinesis.send(FraudDetectionApplication.STREAM, "unknown", "{\"id\": \"payment-");
		return payments;
	}

	/** All payments, in the order of their times. */
	static List<Payment> all() {
		SplittableRandom random = new SplittableRandom(42);
		return IntStream.range(0, PAYMENTS).mapToObj((number) -> payment(number, random)).toList();
	}

	private static Payment payment(int number, SplittableRandom random) {
		int card = random.nextInt(CARDS);
		String country = (random.nextInt(ONE_ABROAD_OF) == 0) ? COUNTRIES.get(random.nextInt(COUNTRIES.size()))
				: HOMES.get(card % HOMES.size());
		return new Payment("payment-%04d".formatted(number), "card-%03d".formatted(card),
				START.plus(PAUSE.multipliedBy(number)), country, random.nextInt(10) < 3,
				BigDecimal.valueOf(random.nextLong(100, 25_000), 2), currency(country));
	}

	private static String currency(String country) {
		return Currency.getInstance(new Locale.Builder().setRegion(country).build()).getCurrencyCode();
	}

}
