package io.kinesisboot.samples.clickstream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.kinesisboot.template.KinesisOperations;

import org.springframework.stereotype.Component;

/**
 * Sends the access log, 500 events at a time.
 */
@Component
class PageViewSender {

	private static final int BATCH_SIZE = 500;

	private final KinesisOperations kinesis;

	private final AccessLog log;

	PageViewSender(KinesisOperations kinesis, AccessLog log) {
		this.kinesis = kinesis;
		this.log = log;
	}

	/**
	 * Sends all of the log.
	 * @return what was in it
	 */
	Summary send() {
		long unparsable = 0;
		long firstUnparsable = 0;
		List<PageView> batch = new ArrayList<>(BATCH_SIZE);
		long number = 0;
		try (Stream<String> lines = this.log.lines()) {
			for (Iterator<String> line = lines.iterator(); line.hasNext();) {
				number++;
				Optional<PageView> view = AccessLogParser.parse(line.next());
				if (view.isEmpty()) {
					unparsable++;
					firstUnparsable = (firstUnparsable != 0) ? firstUnparsable : number;
				}
				view.ifPresent(batch::add);
				if (batch.size() == BATCH_SIZE) {
					flush(batch);
				}
			}
		}
		flush(batch);
		return new Summary(number, unparsable, firstUnparsable);
	}

	private void flush(List<PageView> batch) {
		this.kinesis.sendAll(ClickstreamApplication.STREAM, batch, PageView::client).throwIfAnyFailed();
		batch.clear();
	}

	/**
	 * What was in the log.
	 *
	 * @param lines number of lines
	 * @param unparsable number of lines that are not in the log's format
	 * @param firstUnparsableLine the number of the first of these, or 0
	 */
	record Summary(long lines, long unparsable, long firstUnparsableLine) {

		long sent() {
			return this.lines - this.unparsable;
		}

	}

}
