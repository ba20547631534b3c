package io.kinesisboot.deadletter.redrive;

/**
 * What a redrive did. Immutable.
 *
 * @param matched how many dead letters the filter chose
 * @param sent how many of them their streams have again; 0 in a dry run
 * @param failed how many of them were refused, and are still where they were
 * @param skipped how many dead letters were left, by the filter or since they failed
 * while the redrive ran
 * @param unreadable how many things were found that are no dead letters
 * @param complete whether all of the source was read; otherwise a limit ended it
 * @since 0.1.0
 */
public record RedriveResult(int matched, int sent, int failed, int skipped, int unreadable, boolean complete) {

	int read() {
		return this.matched + this.skipped + this.unreadable;
	}

	RedriveResult plus(RedriveResult page) {
		return new RedriveResult(this.matched + page.matched, this.sent + page.sent, this.failed + page.failed,
				this.skipped + page.skipped, this.unreadable + page.unreadable, page.complete);
	}

}
