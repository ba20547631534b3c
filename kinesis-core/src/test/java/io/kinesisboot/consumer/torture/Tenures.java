package io.kinesisboot.consumer.torture;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.kinesisboot.consumer.torture.Observations.Closing;
import io.kinesisboot.consumer.torture.Observations.Exit;
import io.kinesisboot.consumer.torture.Observations.Opening;
import org.jspecify.annotations.Nullable;

/**
 * The tenures of a run's leases, and how each ended. Immutable.
 */
final class Tenures {

	private final Map<String, Opening> openings;

	private final Map<String, TenureEnd> ends = new HashMap<>();

	Tenures(Observations observed) {
		this.openings = observed.openings().stream().collect(Collectors.toMap(Opening::tenure, Function.identity()));
		Map<String, List<Closing>> closings = observed.closings()
			.stream()
			.collect(Collectors.groupingBy(Closing::tenure));
		Map<String, Exit> exits = observed.exits()
			.stream()
			.collect(Collectors.toMap(Exit::worker, Function.identity()));
		Map<String, List<Opening>> byShard = observed.openings()
			.stream()
			.collect(Collectors.groupingBy(Opening::shardId));
		for (Opening opening : observed.openings()) {
			List<Closing> told = closings.getOrDefault(opening.tenure(), List.of());
			this.ends.put(opening.tenure(), end(opening, told, exits.get(opening.worker()),
					Objects.requireNonNull(byShard.get(opening.shardId()))));
		}
	}

	/**
	 * A lease that somebody else got before its holder gave it away or died was lost,
	 * whether the holder was told or not. What the holder is told after it gave the lease
	 * away says nothing.
	 */
	private static TenureEnd end(Opening opening, List<Closing> told, @Nullable Exit exit, List<Opening> ofShard) {
		Closing first = told.stream().min(Comparator.comparingLong(Closing::time)).orElse(null);
		long exited = (exit != null) ? exit.time() : Long.MAX_VALUE;
		long over = (first != null) ? first.time() : exited;
		if (ofShard.stream().anyMatch((other) -> other.time() > opening.time() && other.time() < over)) {
			return TenureEnd.LOST;
		}
		if (first != null) {
			return first.end();
		}
		if (exit == null) {
			return TenureEnd.NONE;
		}
		return exit.killed() ? TenureEnd.CRASHED : TenureEnd.ABANDONED;
	}

	TenureEnd end(String tenure) {
		// A handling between two tenures of one worker, the first of which was lost
		return this.ends.getOrDefault(tenure, TenureEnd.LOST);
	}

	/**
	 * When a tenure began; one that is not known did so before all others.
	 */
	long openingTime(String tenure) {
		Opening opening = this.openings.get(tenure);
		return (opening != null) ? opening.time() : Long.MIN_VALUE;
	}

	Comparator<String> byOpening() {
		return Comparator.comparingLong(this::openingTime);
	}

	long count(TenureEnd end) {
		return this.ends.values().stream().filter(end::equals).count();
	}

	int size() {
		return this.openings.size();
	}

}
