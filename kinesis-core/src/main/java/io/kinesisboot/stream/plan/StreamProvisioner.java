package io.kinesisboot.stream.plan;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.stream.ConsumerCatalog;
import io.kinesisboot.stream.ServiceLocation;
import io.kinesisboot.stream.StreamCatalog;
import io.kinesisboot.stream.StreamNotFoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * Makes streams as they shall be: {@link #plan} says what there is to do, {@link #apply}
 * does it. Thread-safe, and so among processes that do the same for the same streams.
 *
 * @since 0.1.0
 */
public final class StreamProvisioner {

	/*
	 * Nobody is told what others do to a stream. So a step that is refused may have been
	 * taken by another process, or have come while that process changed the stream. After
	 * each step, taken or refused, the stream is looked at anew: a refusal counts only if
	 * there is still the same to do, and nobody was just changing the stream.
	 *
	 * A process that comes upon a stream which another one is still making must not take
	 * it for one that differs. Nothing tells them apart but the stream's age.
	 */

	private static final Logger logger = LoggerFactory.getLogger(StreamProvisioner.class);

	private static final Duration NEW = Duration.ofMinutes(5);

	private static final Duration STEP_TIMEOUT = Duration.ofMinutes(10);

	private static final int MAX_TAGS = 50;

	/** So often others may go before a step. */
	private static final int MAX_REFUSALS = 20;

	private final KinesisAsyncClient kinesis;

	private final StreamCatalog streams;

	private final ConsumerCatalog consumers;

	private final Clock clock;

	/**
	 * Creates a provisioner.
	 * @param kinesis the client, which stays the caller's to close
	 * @param clock tells how old a stream is
	 */
	public StreamProvisioner(KinesisAsyncClient kinesis, Clock clock) {
		this.kinesis = kinesis;
		this.streams = new StreamCatalog(kinesis);
		this.consumers = new ConsumerCatalog(kinesis);
		this.clock = clock;
	}

	/**
	 * Plans what to do, and changes nothing. A stream that is less than five minutes old
	 * counts as one that is still being made, if the policy is to create it: it gets what
	 * CreateStream cannot give.
	 * @param spec how the stream shall be
	 * @param policy what may be done for it
	 * @return the plan
	 * @throws StreamNotFoundException if there is no such stream, and none is to be
	 * created
	 * @throws KinesisBootException if the service does not answer or refuses
	 */
	public StreamPlan plan(StreamSpec spec, StreamPolicy policy) {
		return plan(spec, policy, /* created= */ false);
	}

	private StreamPlan plan(StreamSpec spec, StreamPolicy policy, boolean created) {
		StreamPlanner planner = new StreamPlanner(spec);
		StreamDescriptionSummary description;
		try {
			description = this.streams.awaitActive(spec.name(), STEP_TIMEOUT);
		}
		catch (StreamNotFoundException ex) {
			if (policy.onMissing() == StreamPolicy.OnMissing.FAIL) {
				throw ex;
			}
			return new StreamPlan(spec, policy, creation(planner), List.of());
		}
		boolean update = policy.onDifference() == StreamPolicy.OnDifference.UPDATE;
		boolean complete = created || isNew(description, policy);
		Map<Boolean, List<StreamStep>> steps = planner.steps(state(spec, description))
			.stream()
			.collect(Collectors.partitioningBy(
					(step) -> (update || (complete && step.completes())) && (policy.reduce() || !step.reduces())));
		return new StreamPlan(spec, policy, steps.getOrDefault(true, List.of()), steps.getOrDefault(false, List.of()));
	}

	private static List<StreamStep> creation(StreamPlanner planner) {
		StreamStep.Create create = planner.creation();
		List<StreamStep> steps = new ArrayList<>(List.of(create));
		steps.addAll(planner.steps(StreamState.of(create)));
		return steps;
	}

	private boolean isNew(StreamDescriptionSummary description, StreamPolicy policy) {
		return policy.onMissing() == StreamPolicy.OnMissing.CREATE
				&& description.streamCreationTimestamp().plus(NEW).isAfter(this.clock.instant());
	}

	/**
	 * Asks for what the spec says something about, and so for no other permissions.
	 */
	private StreamState state(StreamSpec spec, StreamDescriptionSummary description) {
		String arn = description.streamARN();
		List<String> registered = spec.consumers()
			.stream()
			.filter((consumer) -> this.consumers.exists(arn, consumer))
			.toList();
		return StreamState.of(description, spec.tags().isEmpty() ? Map.of() : tags(spec.name()), registered);
	}

	private Map<String, String> tags(String stream) {
		return SdkCalls
			.await("ListTagsForStream of stream '" + stream + "'",
					this.kinesis.listTagsForStream((request) -> request.streamName(stream).limit(MAX_TAGS)))
			.tags()
			.stream()
			.collect(Collectors.toMap((tag) -> tag.key(), (tag) -> (tag.value() != null) ? tag.value() : ""));
	}

	/**
	 * Takes the steps of a plan, one after the other, and waits after each until the
	 * stream is {@code ACTIVE} again, ten minutes at most. What others have done
	 * meanwhile is not done again.
	 * @param plan the plan
	 * @throws StreamDifferenceException if the stream must not differ but does; nothing
	 * was done
	 * @throws KinesisBootException if the service does not answer or refuses; the steps
	 * before that are done
	 */
	public void apply(StreamPlan plan) {
		if (plan.policy().onDifference() == StreamPolicy.OnDifference.FAIL && !plan.left().isEmpty()) {
			throw new StreamDifferenceException(plan);
		}
		List<StreamStep> done = new ArrayList<>();
		List<StreamStep> steps = plan.steps();
		int refusals = 0;
		while (!steps.isEmpty()) {
			StreamStep step = steps.get(0);
			KinesisBootException refusal = take(plan.spec().name(), step);
			StreamPlan rest = plan(plan.spec(), plan.policy(), plan.creates());
			if (refusal == null) {
				done.add(step);
			}
			else if (rest.steps().contains(step)
					&& (!(refusal.getCause() instanceof ResourceInUseException) || ++refusals > MAX_REFUSALS)) {
				throw refusal;
			}
			steps = rest.steps().stream().filter((each) -> !done.contains(each)).toList();
		}
	}

	private @Nullable KinesisBootException take(String stream, StreamStep step) {
		String what = "Stream '%s': %s".formatted(stream, step);
		try {
			String arn = (step instanceof StreamStep.Create) ? "" : this.streams.find(stream).streamARN();
			if (step instanceof StreamStep.Register register) {
				// The service makes five at a time
				this.consumers.findOrRegister(arn, register.consumer());
			}
			else {
				SdkCalls.await(what, step.call(this.kinesis, arn));
			}
			logger.info("{}, is done {}", what, ServiceLocation.of(this.kinesis));
			return null;
		}
		catch (KinesisBootException ex) {
			return ex;
		}
	}

}
