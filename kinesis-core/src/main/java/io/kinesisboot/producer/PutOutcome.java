package io.kinesisboot.producer;

/**
 * How one record of a batch ended. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface PutOutcome {

	/**
	 * Returns the record's place in the batch.
	 * @return an index from 0
	 */
	int index();

	/**
	 * Returns the record's partition key.
	 * @return the key
	 */
	String partitionKey();

	/**
	 * The stream has the record.
	 *
	 * @param index the record's place in the batch
	 * @param partitionKey the record's partition key
	 * @param result where the record ended up
	 */
	record Accepted(int index, String partitionKey, SendResult result) implements PutOutcome {
	}

	/**
	 * The service did not accept the record.
	 *
	 * @param index the record's place in the batch
	 * @param partitionKey the record's partition key
	 * @param error why
	 */
	record Failed(int index, String partitionKey, SendException error) implements PutOutcome {

		/**
		 * Returns how many calls of PutRecords carried the record.
		 * @return the number; 0 if the record was refused before any call
		 */
		public int attempts() {
			return this.error.getAttempts();
		}

	}

}
