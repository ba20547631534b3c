package io.kinesisboot.firehose.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps answers below the size that Lambda takes, for it would refuse all of a larger
 * one. Thread-safe.
 *
 * @param maxBytes the largest answer
 * @param overflow what takes the records that do not fit
 */
record ResponseLimit(int maxBytes, OverflowHandler overflow) {

	private static final Logger logger = LoggerFactory.getLogger(ResponseLimit.class);

	/**
	 * Leaves out what does not fit: all from the first one on, so that they keep their
	 * order when they come again, and what would not fit even alone.
	 * @param event the event
	 * @param records the answers to its records
	 * @return answers that fit
	 */
	List<TransformedRecord> apply(TransformationEvent event, List<TransformedRecord> records) {
		long total = ResponseWriter.FRAME_BYTES;
		for (TransformedRecord record : records) {
			total += ResponseWriter.sizeOf(record);
		}
		return (total <= this.maxBytes) ? records : shortened(event, records);
	}

	private List<TransformedRecord> shortened(TransformationEvent event, List<TransformedRecord> records) {
		List<TransformationRecord> sources = event.records();
		long left = this.maxBytes - ResponseWriter.FRAME_BYTES - sources.stream().mapToLong(ResponseLimit::least).sum();
		List<TransformedRecord> fitting = new ArrayList<>(records.size());
		List<TransformationRecord> excess = new ArrayList<>();
		for (int i = 0; i < records.size(); i++) {
			TransformationRecord source = sources.get(i);
			long added = ResponseWriter.sizeOf(records.get(i)) - least(source);
			if (ResponseWriter.FRAME_BYTES + least(source) + added > this.maxBytes) {
				logger.warn("What {} of delivery stream '{}' was transformed to has {} bytes, which no answer holds",
						source, event.deliveryStream(), records.get(i).bytes().length);
				fitting.add(TransformedRecord.processingFailed(source));
			}
			else if (added > 0 && (!excess.isEmpty() || added > left)) {
				excess.add(source);
				fitting.add(TransformedRecord.processingFailed(source));
			}
			else {
				left -= added;
				fitting.add(records.get(i));
			}
		}
		Set<String> taken = taken(event, excess);
		fitting.replaceAll((record) -> taken.contains(record.recordId()) ? dropped(record) : record);
		return fitting;
	}

	private static long least(TransformationRecord source) {
		return ResponseWriter.sizeOf(TransformedRecord.dropped(source));
	}

	private static TransformedRecord dropped(TransformedRecord record) {
		return new TransformedRecord(record.recordId(), TransformedRecord.Result.DROPPED, record.bytes(),
				record.partitionKeys(), record.route());
	}

	private Set<String> taken(TransformationEvent event, List<TransformationRecord> excess) {
		if (excess.isEmpty()) {
			return Set.of();
		}
		Set<String> taken = Set.of();
		try {
			taken = this.overflow.handle(event, excess);
		}
		catch (RuntimeException ex) {
			logger.warn("Records of delivery stream '{}' could not be sent back", event.deliveryStream(), ex);
		}
		logger.warn("{} of {} records of delivery stream '{}' do not fit into the answer: {} come again, {} fail",
				excess.size(), event.records().size(), event.deliveryStream(), taken.size(),
				excess.size() - taken.size());
		return taken;
	}

}
