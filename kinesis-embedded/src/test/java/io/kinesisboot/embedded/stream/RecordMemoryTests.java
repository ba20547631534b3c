package io.kinesisboot.embedded.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kinesisboot.embedded.log.RecordMemory;
import io.kinesisboot.embedded.log.StoredRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecordMemory}.
 */
class RecordMemoryTests {

	private static final long NOW = 1_700_000_000_000L;

	/** Of this size each record has a page of its own. */
	private static final int LARGE = 40_000;

	/** Room for four of the large ones. */
	private static final long LIMIT = 4 * LARGE + 1000;

	private final List<KinesisShard> shards = new ArrayList<>();

	private final RecordMemory memory = new RecordMemory(LIMIT, this.shards::stream);

	private final KinesisShard first = addShard();

	private final KinesisShard second = addShard();

	private KinesisShard addShard() {
		KinesisShard shard = new KinesisShard(this.shards.size(), new HashRange(new HashKey(0, 0), HashKey.MAX),
				List.of(), NOW, NOW / 1000, new Retention(NOW), this.memory);
		this.shards.add(shard);
		return shard;
	}

	private void put(KinesisShard shard, int bytes, long millis) {
		shard.append("key", new byte[bytes], false, millis);
		this.memory.enforce(millis);
	}

	private static List<Long> arrivals(KinesisShard shard, long nowMillis) {
		return shard.read(0, 10_000, nowMillis)
			.records()
			.stream()
			.map((record) -> record.arrivalMillis() - NOW)
			.toList();
	}

	@Test
	void oldestRecordsGoFirstWhicheverShardTheyAreIn() {
		put(this.first, LARGE, NOW + 1);
		put(this.second, LARGE, NOW + 2);
		put(this.second, LARGE, NOW + 3);
		put(this.first, LARGE, NOW + 4);
		assertThat(this.memory.evictedRecords()).isZero();
		put(this.second, LARGE, NOW + 5);
		assertThat(arrivals(this.first, NOW + 5)).containsExactly(4L);
		assertThat(arrivals(this.second, NOW + 5)).containsExactly(2L, 3L, 5L);
		put(this.second, LARGE, NOW + 6);
		put(this.second, LARGE, NOW + 7);
		assertThat(arrivals(this.first, NOW + 7)).containsExactly(4L);
		assertThat(arrivals(this.second, NOW + 7)).containsExactly(5L, 6L, 7L);
		assertThat(this.memory.evictedRecords()).isEqualTo(3);
	}

	@Test
	void recordIsNotDroppedBeforeOlderOnesBecauseItSharesAPageWithAnAncientOne() {
		put(this.first, 10, NOW + 1);
		put(this.second, LARGE, NOW + 2);
		put(this.second, LARGE, NOW + 3);
		put(this.first, 10, NOW + 4);
		put(this.second, LARGE, NOW + 5);
		put(this.second, LARGE, NOW + 6);
		assertThat(arrivals(this.second, NOW + 6)).containsExactly(3L, 5L, 6L);
		assertThat(arrivals(this.first, NOW + 6)).contains(4L);
	}

	@Test
	void readerOfDroppedRecordsGoesOnAtTheOldestThatIsLeft() {
		IntStream.range(0, 6).forEach((record) -> put(this.first, LARGE, NOW + record));
		RecordBatch batch = this.first.read(0, 1, NOW + 6);
		assertThat(batch.records()).singleElement().extracting(StoredRecord::position).isEqualTo(2L);
		assertThat(batch.nextPosition()).isEqualTo(3);
		assertThat(this.first.startPosition(NOW + 6)).isEqualTo(2);
	}

	@Test
	void expiredRecordsMakeRoomWithoutBeingCountedAsDropped() {
		IntStream.range(0, 4).forEach((record) -> put(this.first, LARGE, NOW + record));
		put(this.second, LARGE, NOW + Retention.DEFAULT.toMillis() + 1000);
		assertThat(this.memory.evictedRecords()).isZero();
		assertThat(this.memory.usedBytes()).isBetween((long) LARGE, LARGE + 1000L);
	}

	@Test
	void memoryOfADeletedStreamIsFreeAtOnceAndStaysFree() {
		IntStream.range(0, 4).forEach((record) -> put(this.first, LARGE, NOW + record));
		this.first.discard();
		assertThat(this.memory.usedBytes()).isZero();
		put(this.first, LARGE, NOW + 5);
		assertThat(this.memory.usedBytes()).isZero();
	}

	@Test
	void recordThatAloneExceedsTheLimitIsNotKept() {
		put(this.first, 10 * LARGE, NOW);
		assertThat(this.memory.usedBytes()).isZero();
		assertThat(this.memory.evictedRecords()).isEqualTo(1);
	}

	@Test
	void smallRecordsOfManyWritersStayWithinTheLimit() {
		List<KinesisShard> targets = IntStream.range(0, 8).mapToObj((shard) -> addShard()).toList();
		CompletableFuture<?>[] writers = IntStream.range(0, 4)
			.mapToObj((writer) -> CompletableFuture.runAsync(() -> IntStream.range(0, 20_000)
				.forEach((record) -> put(targets.get((record + writer) % 8), record % 300, NOW + record))))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(writers).join();
		assertThat(this.memory.usedBytes()).isLessThanOrEqualTo(LIMIT);
		long kept = targets.stream().mapToLong((shard) -> arrivals(shard, NOW + 20_000).size()).sum();
		assertThat(kept).isPositive();
		assertThat(this.memory.evictedRecords() + kept).isEqualTo(80_000);
		assertThat(targets).allSatisfy((shard) -> assertThat(arrivals(shard, NOW + 20_000)).isSorted());
	}

	@Test
	void firstDropIsToldOnceWithSettingLimitAndValue() {
		Logger logger = (Logger) LoggerFactory.getLogger(RecordMemory.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			IntStream.range(0, 8).forEach((record) -> put(this.first, LARGE, NOW + record));
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).singleElement()
			.extracting(ILoggingEvent::getFormattedMessage)
			.asString()
			.startsWith("Records take 200")
			.contains("more than 'maxMemory' of 161000 bytes");
	}

}
