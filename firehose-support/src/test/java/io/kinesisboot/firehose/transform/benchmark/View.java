package io.kinesisboot.firehose.transform.benchmark;

/**
 * A view of a page.
 */
record View(String id, String path, String referrer, String agent, String customer, long time, int status) {

	/** What the transformation does. */
	View transformed() {
		return new View(this.id, this.path, this.referrer, this.agent, this.customer, this.time, this.status + 1);
	}

}
