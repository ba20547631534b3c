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
		List<Long> unparsable = new ArrayList<>();
		List<PageView> batch = new ArrayList<>(BATCH_SIZE);
		long number = 0;
		try (Stream<String> lines = this.log.lines()) {
			for (Iterator<String> line = lines.iterator(); line.hasNext();) {
				number++;
				Optional<PageView> view = AccessLogParser.parse(line.next());
				if (view.isEmpty()) {
					unparsable.add(number);
				}
				view.ifPresent(batch::add);
				if (batch.size() == BATCH_SIZE) {
					flush(batch);
				}
			}
		}
		flush(batch);
		return new Summary(number, unparsable);
	}

	private void flush(List<PageView> batch) {
		this.kinesis.sendAll(ClickstreamApplication.STREAM, batch, PageView::client).throwIfAnyFailed();
		batch.clear();
	}

	/**
	 * What was in the log.
	 *
	 * @param lines number of lines
	 * @param unparsable the numbers of the lines that are not in the log's format
	 */
	record Summary(long lines, List<Long> unparsable) {

		long sent() {
			return this.lines - this.unparsable.size();
		}

	}

}
