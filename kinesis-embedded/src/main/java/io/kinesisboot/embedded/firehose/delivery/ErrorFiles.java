package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;

import io.kinesisboot.embedded.firehose.source.Bell;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;

/**
 * Gathers records that went wrong and writes them into error files, a line of JSON for
 * each. Confined to the delivery stream's thread.
 */
final class ErrorFiles implements Stage {

	/** Records that could not be transformed, or that had no partition keys. */
	static final String PROCESSING_FAILED = "processing-failed";

	/** Records that an HTTP endpoint did not take. */
	static final String HTTP_ENDPOINT_FAILED = "http-endpoint-failed";

	private final ObjectBuffers<String> buffers;

	private final Bell bell;

	ErrorFiles(ObjectBuffers<String> buffers, Bell bell) {
		this.buffers = buffers;
		this.bell = bell;
	}

	/**
	 * Takes a record.
	 * @param type which kind of errors it is put with
	 * @param record the record as it was before it failed
	 * @param failure what went wrong
	 * @throws InterruptedException if the thread is interrupted
	 */
	void add(String type, DeliveryRecord record, Failure failure) throws InterruptedException {
		this.buffers.add(type, failure.line(record, this.bell.now()));
	}

	@Override
	public Instant due() {
		return this.buffers.due();
	}

	@Override
	public void flush(Instant now) throws InterruptedException {
		this.buffers.flush(now);
	}

	@Override
	public int size() {
		return this.buffers.size();
	}

	@Override
	public void discard() {
		this.buffers.discard();
	}

}
