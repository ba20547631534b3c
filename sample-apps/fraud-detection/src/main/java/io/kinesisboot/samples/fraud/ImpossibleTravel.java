package io.kinesisboot.samples.fraud;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;

import org.springframework.stereotype.Component;

/**
 * Finds cards that pay in the shops of two countries within a time too short to travel.
 * Thread-safe, as long as the payments of each card come one after another.
 */
@Component
class ImpossibleTravel {

	static final String NAME = "impossible-travel";

	private final Map<String, Payment> lastPayments = new ConcurrentHashMap<>();

	private final Map<String, Trip> trips = new ConcurrentHashMap<>();

	private final AtomicInteger checked = new AtomicInteger();

	private final KinesisListenerEndpointRegistry listeners;

	private volatile Duration shortest = Duration.ofMinutes(30);

	ImpossibleTravel(KinesisListenerEndpointRegistry listeners) {
		this.listeners = listeners;
	}

	@KinesisListener(id = NAME, applicationName = NAME, streams = FraudDetectionApplication.STREAM, ordering = "KEY",
			concurrency = "8", filter = "{\"data\": {\"online\": [false]}}")
	void check(Payment payment) {
		Payment last = this.lastPayments.get(payment.card());
		if (last != null && !payment.time().isAfter(last.time())) {
			// Delivered again, or sent back for the other listener
			return;
		}
		this.lastPayments.put(payment.card(), payment);
		if (last != null && new Trip(last, payment).isWithin(this.shortest)) {
			this.trips.putIfAbsent(payment.card(), new Trip(last, payment));
		}
		this.checked.incrementAndGet();
	}

	/**
	 * Checks all payments again, from the oldest that the stream holds.
	 * @param shortest how long a trip from one country to another takes at least
	 */
	void replay(Duration shortest) {
		KinesisMessageListenerContainer container = this.listeners.getListenerContainer(NAME);
		container.stop();
		this.lastPayments.clear();
		this.trips.clear();
		this.checked.set(0);
		this.shortest = shortest;
		container.seek(StartingPosition.TRIM_HORIZON);
		container.start();
	}

	/** How many payments were checked. */
	int checked() {
		return this.checked.get();
	}

	/** How long a trip from one country to another takes at least. */
	Duration shortest() {
		return this.shortest;
	}

	/** The first impossible trip of each card, by card. */
	List<Trip> trips() {
		return this.trips.values().stream().sorted(Comparator.comparing((trip) -> trip.from().card())).toList();
	}

	/**
	 * Two payments of a card, one after the other.
	 *
	 * @param from the earlier one
	 * @param to the later one
	 */
	record Trip(Payment from, Payment to) {

		boolean isWithin(Duration time) {
			return !this.from.country().equals(this.to.country())
					&& Duration.between(this.from.time(), this.to.time()).compareTo(time) <= 0;
		}

		@Override
		public String toString() {
			return "%s: %s at %s, %s at %s".formatted(this.from.card(), this.from.country(), this.from.time(),
					this.to.country(), this.to.time());
		}

	}

}
