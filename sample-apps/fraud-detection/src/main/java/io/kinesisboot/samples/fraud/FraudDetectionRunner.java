package io.kinesisboot.samples.fraud;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.kinesisboot.deadletter.redrive.RedriveResult;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.stereotype.Component;

/**
 * Sends the payments, sees what the listeners find, repairs, replays, and prints it all.
 */
@Component
class FraudDetectionRunner implements ApplicationRunner, ExitCodeGenerator {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final long CHECK_INTERVAL_MILLIS = 250;

	private final Payments payments;

	private final ImpossibleTravel travel;

	private final SpendingLimit spending;

	private final ExchangeRates rates;

	private final DeadLetters deadLetters;

	private boolean complete;

	FraudDetectionRunner(Payments payments, ImpossibleTravel travel, SpendingLimit spending, ExchangeRates rates,
			DeadLetters deadLetters) {
		this.payments = payments;
		this.travel = travel;
		this.spending = spending;
		this.rates = rates;
		this.deadLetters = deadLetters;
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		List<Payment> sent = this.payments.send();
		print("%n%,d payments by %d cards were sent, and a message that is no payment%n", sent.size(), Payments.CARDS);
		long inShops = sent.stream().filter(Predicate.not(Payment::online)).count();
		this.complete = find(sent.size(), inShops) && repair(sent.size()) && replay(inShops);
		if (!this.complete) {
			print("Not everything came back within %s%n", TIMEOUT);
		}
	}

	private boolean find(int all, long inShops) throws InterruptedException {
		boolean found = await(
				() -> this.travel.checked() == inShops && this.spending.booked() + this.deadLetters.count() == all + 1);
		print("%nimpossible-travel, polling, 8 cards at a time: ");
		printTrips();
		this.travel.trips().stream().limit(1).forEach((trip) -> print("  such as %s%n", trip));
		print("spending-limit, fan-out, in batches: ");
		printSpending();
		print("  dead letters: %s%n", this.deadLetters.byCause());
		return found;
	}

	private boolean repair(int all) throws InterruptedException {
		this.rates.add("KWD", new BigDecimal("2.80"));
		RedriveResult result = this.deadLetters.sendBack(UnknownCurrencyException.class);
		boolean repaired = await(() -> this.spending.booked() == all);
		print("%nThe rate of KWD is known now: %d dead letters sent back, %d left%n", result.sent(), result.skipped());
		print("spending-limit: ");
		printSpending();
		return repaired;
	}

	private boolean replay(long inShops) throws InterruptedException {
		this.travel.replay(Duration.ofHours(1));
		boolean replayed = await(() -> this.travel.checked() == inShops);
		print("%nThe rule is stricter now, the stream is replayed%nimpossible-travel: ");
		printTrips();
		print("%n");
		return replayed;
	}

	private void printTrips() {
		print("%,d payments in shops checked%n", this.travel.checked());
		print("  %d cards were in two countries within %d minutes%n", this.travel.trips().size(),
				this.travel.shortest().toMinutes());
	}

	private void printSpending() {
		print("%,d payments booked%n", this.spending.booked());
		print("  %d cards spent more than %,.0f EUR%n", this.spending.exceeded().size(), SpendingLimit.EUROS);
	}

	private static void print(String format, Object... values) {
		System.out.printf(Locale.ROOT, format, values);
	}

	private static boolean await(BooleanSupplier condition) throws InterruptedException {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - start > TIMEOUT.toNanos()) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(CHECK_INTERVAL_MILLIS);
		}
		return true;
	}

	@Override
	public int getExitCode() {
		return this.complete ? 0 : 1;
	}

}
