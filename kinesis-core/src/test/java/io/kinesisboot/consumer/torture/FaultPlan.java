package io.kinesisboot.consumer.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.kinesisboot.embedded.fault.ActiveFault;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.fault.Faults;

/**
 * What goes wrong at the endpoint during a run: some of it all the time, some at once and
 * then over. Confined to one thread.
 */
final class FaultPlan {

	private static final List<Fault> STEADY = List.of(Fault.throttleRecords().share(0.02).build(),
			Fault.failCalls("InternalFailure").action("PutRecords").share(0.01).build(),
			Fault.loseAnswers().action("PutRecords").share(0.005).build(),
			Fault.failCalls("ProvisionedThroughputExceededException").action("GetRecords").share(0.05).build(),
			Fault.failCalls("InternalFailure").action("GetRecords").share(0.02).build(),
			Fault.cutAnswers().action("GetRecords").share(0.01).build(),
			Fault.loseAnswers().action("GetRecords").share(0.01).build(),
			Fault.delayAnswers(Duration.ofMillis(10), Duration.ofMillis(500)).action("GetRecords").share(0.05).build(),
			Fault.repeatRecords(100).share(0.1).build(),
			Fault.failCalls("LimitExceededException").action("SubscribeToShard").share(0.1).build(),
			Fault.failCalls("LimitExceededException").action("ListShards").share(0.1).build(),
			Fault.failCalls("InternalFailure").action("GetShardIterator").share(0.05).build());

	/** They befall what there is when they are added. */
	private static final List<Fault> SUDDEN = List.of(Fault.expireIterators().build(),
			Fault.endSubscriptions().times(TortureSettings.SHARDS).build());

	private final Faults faults;

	private final Map<String, Integer> served = new TreeMap<>();

	private List<ActiveFault> steady = List.of();

	private List<ActiveFault> sudden = List.of();

	FaultPlan(Faults faults) {
		this.faults = faults;
	}

	void begin() {
		this.steady = STEADY.stream().map(this.faults::add).toList();
	}

	/**
	 * Lets iterators expire and subscriptions end.
	 */
	void strike() {
		remove(this.sudden);
		this.sudden = SUDDEN.stream().map(this.faults::add).toList();
	}

	void end() {
		Stream.of(this.steady, this.sudden).forEach(this::remove);
	}

	private void remove(List<ActiveFault> over) {
		for (ActiveFault fault : over) {
			this.faults.remove(fault.id());
			this.served.merge(fault.fault().toString(), fault.strikes(), Integer::sum);
		}
	}

	/**
	 * How often each fault struck.
	 */
	Map<String, Integer> served() {
		return this.served;
	}

}
