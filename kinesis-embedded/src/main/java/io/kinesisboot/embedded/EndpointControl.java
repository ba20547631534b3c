package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.kinesisboot.embedded.fault.ActiveFault;
import io.kinesisboot.embedded.fault.FaultReader;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.ControlPath;
import io.kinesisboot.embedded.protocol.ControlRequest;
import io.kinesisboot.embedded.time.MovableClock;

/**
 * What Java does with {@link EmbeddedKinesis#faults()}, the clock and the views, for
 * other languages. Thread-safe.
 */
final class EndpointControl implements ControlPath {

	private static final int DEFAULT_LIMIT = 1000;

	private static final int MAX_LIMIT = 10_000;

	/** What the payloads of one answer take together, but for a record that is larger. */
	private static final int MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

	private final Faults faults;

	private final Clock clock;

	private final CallWatch watch;

	private final Function<String, StreamView> streams;

	EndpointControl(Faults faults, Clock clock, CallWatch watch, Function<String, StreamView> streams) {
		this.faults = faults;
		this.clock = clock;
		this.watch = watch;
		this.streams = streams;
	}

	@Override
	public Answer answer(ControlRequest request) {
		String[] path = request.path().split("/", -1);
		return switch (request.method() + " " + path[0] + "/".repeat(path.length - 1)) {
			case "GET faults" -> listFaults();
			case "POST faults" -> addFault(request);
			case "DELETE faults" -> clearFaults();
			case "DELETE faults/" -> removeFault(request, path[1]);
			case "POST clock" -> advance(request);
			case "GET calls" -> calls(request);
			case "GET streams//" -> records(request, path);
			default -> throw ControlPath.notFound(request);
		};
	}

	private Answer listFaults() {
		return (out) -> out.number("seed", this.faults.seed())
			.objects("faults", this.faults.list(), (entry, fault) -> fault.writeTo(entry));
	}

	private Answer addFault(ControlRequest request) {
		ActiveFault added = this.faults.add(FaultReader.read(request.body().members()));
		return added::writeTo;
	}

	private Answer clearFaults() {
		this.faults.clear();
		return listFaults();
	}

	private Answer removeFault(ControlRequest request, String id) {
		if (!this.faults.remove(number("id", id))) {
			throw ControlPath.notFound(request);
		}
		return listFaults();
	}

	private Answer advance(ControlRequest request) {
		requireKnown(request.body().members().keySet(), "advanceMillis");
		if (!(this.clock instanceof MovableClock movable)) {
			throw bad("The endpoint's clock cannot be moved; build it with a MovableClock");
		}
		Object millis = request.body().members().get("advanceMillis");
		if (!(millis instanceof Integer || millis instanceof Long) || ((Number) millis).longValue() < 0) {
			throw bad("'advanceMillis' must be a whole number of at least 0 but was " + millis);
		}
		try {
			movable.advance(Duration.ofMillis(((Number) millis).longValue()));
		}
		catch (IllegalArgumentException ex) {
			throw bad(String.valueOf(ex.getMessage()));
		}
		return (out) -> out.text("now", movable.instant().toString());
	}

	private Answer calls(ControlRequest request) {
		requireKnown(request.query().keySet(), "limit");
		int limit = limit(request);
		CallHistory history = this.watch.history();
		int older = Math.max(0, history.calls().size() - limit);
		List<ObservedCall> newest = history.calls().subList(older, history.calls().size());
		long dropped = history.dropped() + older;
		return (out) -> out.number("dropped", dropped).objects("calls", newest, (entry, call) -> call.writeTo(entry));
	}

	private Answer records(ControlRequest request, String[] path) {
		if (path.length != 3 || !path[2].equals("records")) {
			throw ControlPath.notFound(request);
		}
		requireKnown(request.query().keySet(), "limit", "shardId");
		int limit = limit(request);
		String shardId = request.query().get("shardId");
		StreamView stream = stream(path[1]);
		long total = stream.count(shardId);
		List<RecordView> records = newestThatFit(stream.newest(limit, shardId));
		return (out) -> out.number("total", total)
			.objects("records", records, (entry, record) -> record.writeTo(entry));
	}

	private static List<RecordView> newestThatFit(List<RecordView> records) {
		long bytes = 0;
		int first = records.size();
		while (first > 0 && (bytes == 0 || bytes + records.get(first - 1).size() <= MAX_PAYLOAD_BYTES)) {
			first--;
			bytes += records.get(first).size();
		}
		return records.subList(first, records.size());
	}

	private StreamView stream(String name) {
		try {
			return this.streams.apply(name);
		}
		catch (IllegalArgumentException ex) {
			throw new AwsError(404, "NotFound", String.valueOf(ex.getMessage()));
		}
	}

	private static int limit(ControlRequest request) {
		int limit = number("limit", request.query().getOrDefault("limit", String.valueOf(DEFAULT_LIMIT)));
		if (limit < 1 || limit > MAX_LIMIT) {
			throw bad("'limit' must be between 1 and " + MAX_LIMIT + " but was " + limit);
		}
		return limit;
	}

	private static int number(String name, String text) {
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw bad("'" + name + "' must be a whole number but was '" + text + "'");
		}
	}

	private static void requireKnown(Collection<String> names, String... known) {
		for (String name : names) {
			if (!Set.of(known).contains(name)) {
				throw bad("Unknown field '" + name + "': there is " + new TreeSet<>(Set.of(known)));
			}
		}
	}

	private static AwsError bad(String message) {
		return AwsError.badRequest("InvalidRequest", message);
	}

}
