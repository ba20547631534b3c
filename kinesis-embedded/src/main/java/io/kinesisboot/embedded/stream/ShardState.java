package io.kinesisboot.embedded.stream;

import io.kinesisboot.embedded.protocol.AnswerWriter;

/**
 * A shard as it was at one moment. Immutable.
 *
 * @param shard the shard
 * @param closedMillis when it had been closed, {@link KinesisShard#OPEN} if it had not
 * @since 0.1.0
 */
public record ShardState(KinesisShard shard, long closedMillis) {

	public boolean isOpen() {
		return this.closedMillis == KinesisShard.OPEN;
	}

	/**
	 * Whether it took records at a time.
	 * @param millis the time
	 * @return whether it had been created and not yet closed
	 */
	boolean wasOpenAt(long millis) {
		return this.shard.createdMillis() <= millis && wasOpenSince(millis);
	}

	/**
	 * Whether it took records at a time or later.
	 * @param millis the time
	 * @return whether it had not been closed before
	 */
	boolean wasOpenSince(long millis) {
		return this.closedMillis >= millis;
	}

	/**
	 * Writes its description.
	 * @param out where to write
	 */
	public void writeTo(AnswerWriter out) {
		out.text("ShardId", this.shard.id());
		out.text("ParentShardId", this.shard.parentId(0));
		out.text("AdjacentParentShardId", this.shard.parentId(1));
		out.object("HashKeyRange", this.shard.hashRange()::writeTo);
		out.object("SequenceNumberRange", (range) -> {
			range.text("StartingSequenceNumber", this.shard.startingNumber().toString());
			if (!isOpen()) {
				range.text("EndingSequenceNumber", this.shard.endingNumber(this.closedMillis).toString());
			}
		});
	}

}
