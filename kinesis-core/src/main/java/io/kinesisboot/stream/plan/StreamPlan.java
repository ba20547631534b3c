package io.kinesisboot.stream.plan;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is to be done so that a stream becomes as it shall be. Immutable.
 *
 * @param spec how it shall be
 * @param policy what may be done for it
 * @param steps what is to be done, one after the other
 * @param left what differs too, and is left as it is by the policy
 * @since 0.1.0
 */
public record StreamPlan(StreamSpec spec, StreamPolicy policy, List<StreamStep> steps, List<StreamStep> left) {

	public StreamPlan {
		steps = List.copyOf(steps);
		left = List.copyOf(left);
	}

	/**
	 * Whether it begins with the creation of the stream.
	 */
	boolean creates() {
		return !this.steps.isEmpty() && this.steps.get(0) instanceof StreamStep.Create;
	}

	/**
	 * Writes the plan for a reader.
	 * @return several lines of text
	 */
	@Override
	public String toString() {
		String title = "Stream '%s' %s".formatted(this.spec.name(), (this.steps.isEmpty() && this.left.isEmpty())
				? "is as configured" : creates() ? "does not exist" : "is not as configured");
		return Stream
			.of(Stream.of(title),
					IntStream.range(0, this.steps.size())
						.mapToObj((number) -> "%d. %s".formatted(number + 1, this.steps.get(number))),
					this.left.stream().map((step) -> "not done: %s%s".formatted(step, reason(step))))
			.flatMap((lines) -> lines)
			.collect(Collectors.joining("\n"));
	}

	private String reason(StreamStep step) {
		boolean updates = this.policy.onDifference() == StreamPolicy.OnDifference.UPDATE;
		return (updates && step.reduces()) ? ", since it takes away, and 'reduce' is not set" : "";
	}

}
