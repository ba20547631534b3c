package io.kinesisboot.flink.source;

/**
 * Brings the records of one shard, a batch for each request. Requests come from one
 * thread, the next one after the answer to the one before.
 */
interface ShardFeed extends AutoCloseable {

	/**
	 * Asks for the next batch. Does not wait for it.
	 */
	void request();

	/**
	 * Brings nothing any more, but for what is just on its way.
	 */
	@Override
	void close();

	/**
	 * Is told what comes, by threads of the client.
	 */
	interface Listener {

		/**
		 * The answer to a request.
		 * @param batch a batch that is not empty
		 */
		void arrived(ShardBatch batch);

		/**
		 * How far the newest answer was behind the end of the shard.
		 * @param millis the time in milliseconds, 0 at the end
		 */
		void behind(long millis);

		/**
		 * No answer comes any more.
		 * @param failure why
		 */
		void failed(Throwable failure);

	}

}
