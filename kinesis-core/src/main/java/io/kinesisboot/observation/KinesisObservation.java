package io.kinesisboot.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed, and the keys of its values, which are those of OpenTelemetry's
 * conventions for messaging. The keys of low cardinality are the same for records and
 * batches.
 *
 * @since 0.1.0
 */
public enum KinesisObservation implements ObservationDocumentation {

	/** A record from its send until it is settled. */
	PRODUCER {

		@Override
		public String getName() {
			return "kinesis.producer";
		}

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultKinesisProducerObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Key.SYSTEM, Key.OPERATION_NAME, Key.OPERATION_TYPE, Key.STREAM };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Key.SHARD, Key.MESSAGE_ID };
		}

	},

	/** A call of a listener, with one record or with a batch. */
	LISTENER {

		@Override
		public String getName() {
			return "kinesis.listener";
		}

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultKinesisListenerObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Key.SYSTEM, Key.OPERATION_NAME, Key.OPERATION_TYPE, Key.STREAM, Key.APPLICATION,
					Key.LISTENER };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Key.SHARD, Key.MESSAGE_ID, Key.BATCH_SIZE };
		}

	};

	/** What stands for Kinesis under {@link Key#SYSTEM}. */
	public static final String SYSTEM = "aws_kinesis";

	@Override
	public abstract String getName();

	/**
	 * The keys.
	 */
	public enum Key implements KeyName {

		/** The messaging system, {@value KinesisObservation#SYSTEM}. */
		SYSTEM("messaging.system"),

		/** What is done: {@code send} or {@code process}. */
		OPERATION_NAME("messaging.operation.name"),

		/** What kind of operation that is: {@code send} or {@code process}. */
		OPERATION_TYPE("messaging.operation.type"),

		/** The stream's name. */
		STREAM("messaging.destination.name"),

		/** The application name, under which checkpoints are kept. */
		APPLICATION("messaging.consumer.group.name"),

		/** The listener's id. */
		LISTENER("kinesis.listener.id"),

		/** The shard's id, once it is known. */
		SHARD("messaging.destination.partition.id"),

		/**
		 * The sequence number, once it is known, and the sub-sequence number of a record
		 * that was read; not of a batch.
		 */
		MESSAGE_ID("messaging.message.id"),

		/** How many records a batch has; not of a record. */
		BATCH_SIZE("messaging.batch.message_count");

		private final String name;

		Key(String name) {
			this.name = name;
		}

		@Override
		public String asString() {
			return this.name;
		}

	}

}
