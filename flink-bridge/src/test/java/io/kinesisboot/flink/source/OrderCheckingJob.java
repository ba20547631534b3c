package io.kinesisboot.flink.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.kinesisboot.flink.RunningJob;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * A job that counts the elements of each key, which are {@code key:number} with numbers
 * from 0 on. Its counts are part of its checkpoints, so that an element which is lost,
 * comes twice or out of its order leaves a trace, also after a restart. A JVM runs one of
 * it at a time: what it has seen is static, since functions are copied.
 */
final class OrderCheckingJob {

	/** What was counted of each key, as the state of the job has it. */
	static final Map<String, Long> counts = new ConcurrentHashMap<>();

	static final Queue<String> mistakes = new ConcurrentLinkedQueue<>();

	static final AtomicLong late = new AtomicLong();

	static final AtomicLong checkpoints = new AtomicLong();

	static final AtomicBoolean fail = new AtomicBoolean();

	private OrderCheckingJob() {
	}

	static void reset() {
		counts.clear();
		mistakes.clear();
		late.set(0);
		checkpoints.set(0);
		fail.set(false);
	}

	static long counted() {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	static RunningJob start(KinesisSource<String> source, int parallelism, Path checkpointDirectory,
			@Nullable String restoreFrom) throws Exception {
		StreamExecutionEnvironment environment = StreamExecutionEnvironment
			.getExecutionEnvironment(RunningJob.configuration(checkpointDirectory, restoreFrom));
		environment.setParallelism(parallelism);
		environment
			.fromSource(source,
					WatermarkStrategy.<String>forMonotonousTimestamps()
						.withTimestampAssigner((element, timestamp) -> number(element)),
					"kinesis")
			.uid("kinesis")
			.keyBy(OrderCheckingJob::key)
			.process(new OrderCheck())
			.uid("check")
			.print();
		return RunningJob.of(environment.executeAsync());
	}

	static String key(String element) {
		return element.substring(0, element.indexOf(':'));
	}

	static long number(String element) {
		return Long.parseLong(element.substring(element.indexOf(':') + 1));
	}

	static KinesisDeserializer<String> deserializer() {
		return KinesisDeserializer.of(new SimpleStringSchema());
	}

	static List<String> mistakes() {
		return List.copyOf(mistakes);
	}

	/**
	 * Expects the numbers of each key in their order.
	 */
	private static final class OrderCheck extends KeyedProcessFunction<String, String, String>
			implements CheckpointListener {

		private transient @Nullable ValueState<Long> next;

		@Override
		public void open(OpenContext context) {
			this.next = getRuntimeContext().getState(new ValueStateDescriptor<>("next", Types.LONG));
		}

		@Override
		public void processElement(String element, Context context, Collector<String> out) throws Exception {
			if (fail.compareAndSet(true, false)) {
				throw new IllegalStateException("The test demands a failure");
			}
			ValueState<Long> state = Objects.requireNonNull(this.next);
			long expected = (state.value() != null) ? state.value() : 0;
			if (number(element) != expected) {
				mistakes.add(element + " came where number " + expected + " was expected");
			}
			if (number(element) < context.timerService().currentWatermark()) {
				late.incrementAndGet();
			}
			state.update(expected + 1);
			counts.put(context.getCurrentKey(), expected + 1);
		}

		@Override
		public void notifyCheckpointComplete(long checkpoint) {
			checkpoints.incrementAndGet();
		}

	}

}
