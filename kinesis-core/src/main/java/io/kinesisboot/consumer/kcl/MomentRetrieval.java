package io.kinesisboot.consumer.kcl;

import java.util.Date;
import java.util.Optional;

import io.kinesisboot.consumer.kcl.lease.StartingMoments;
import org.reactivestreams.Subscriber;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.RequestDetails;
import software.amazon.kinesis.common.StreamConfig;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.metrics.MetricsFactory;
import software.amazon.kinesis.retrieval.RecordsDeliveryAck;
import software.amazon.kinesis.retrieval.RecordsPublisher;
import software.amazon.kinesis.retrieval.RecordsRetrieved;
import software.amazon.kinesis.retrieval.RetrievalFactory;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Has KCL begin a shard without a checkpoint at the moment that stands beside its lease,
 * in whatever way records are retrieved. Thread-safe.
 */
final class MomentRetrieval implements RetrievalFactory {

	private final RetrievalFactory retrieval;

	private final StartingMoments moments;

	MomentRetrieval(RetrievalFactory retrieval, StartingMoments moments) {
		this.retrieval = retrieval;
		this.moments = moments;
	}

	@Override
	public RecordsPublisher createGetRecordsCache(ShardInfo shard, StreamConfig stream, MetricsFactory metrics,
			String consumerId) {
		return new Publisher(this.retrieval.createGetRecordsCache(shard, stream, metrics, consumerId),
				ShardInfo.getLeaseKey(shard));
	}

	/** Passes everything on but where to start. */
	private final class Publisher implements RecordsPublisher {

		private final RecordsPublisher publisher;

		private final String leaseKey;

		Publisher(RecordsPublisher publisher, String leaseKey) {
			this.publisher = publisher;
			this.leaseKey = leaseKey;
		}

		@Override
		public void start(ExtendedSequenceNumber checkpoint, InitialPositionInStreamExtended position) {
			Optional<Date> moment = StartingMoments.areMeantBy(checkpoint)
					? MomentRetrieval.this.moments.find(this.leaseKey).map(Date::from) : Optional.empty();
			if (moment.isPresent()) {
				this.publisher.start(ExtendedSequenceNumber.AT_TIMESTAMP,
						InitialPositionInStreamExtended.newInitialPositionAtTimestamp(moment.get()));
			}
			else {
				this.publisher.start(checkpoint, position);
			}
		}

		@Override
		public void subscribe(Subscriber<? super RecordsRetrieved> subscriber) {
			this.publisher.subscribe(subscriber);
		}

		@Override
		public void restartFrom(RecordsRetrieved records) {
			this.publisher.restartFrom(records);
		}

		@Override
		public void notify(RecordsDeliveryAck acknowledgement) {
			this.publisher.notify(acknowledgement);
		}

		@Override
		public RequestDetails getLastSuccessfulRequestDetails() {
			return this.publisher.getLastSuccessfulRequestDetails();
		}

		@Override
		public void shutdown() {
			this.publisher.shutdown();
		}

	}

}
