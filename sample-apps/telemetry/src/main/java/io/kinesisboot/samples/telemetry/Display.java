package io.kinesisboot.samples.telemetry;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints figures, a line a second. Confined to one thread.
 */
final class Display {

	private static final double MEBI = 1024 * 1024;

	private static final double KIBI = 1024;

	private static final double PERCENT = 100;

	private final PrintStream out;

	private final long fullBytes;

	private final Figures first;

	private Figures last;

	/**
	 * Begins with a heading.
	 * @param out where to print
	 * @param fullBytes the size of a full aggregate
	 * @param first the figures of the start
	 */
	Display(PrintStream out, long fullBytes, Figures first) {
		this.out = out;
		this.fullBytes = fullBytes;
		this.first = first;
		this.last = first;
		out.printf("%n%5s %12s %8s %14s %6s %9s %9s %10s %8s%n", "s", "records/s", "MiB/s", "records/entry", "fill",
				"p50", "p99", "under way", "retries");
	}

	/** Prints what has happened since the last line. */
	void line(Figures now) {
		this.out.printf(Locale.ROOT, "%5.0f %,12.0f %8.1f %,14.0f %5.0f%% %6.0f ms %6.0f ms %6.1f MiB %,8.0f%n",
				now.seconds(this.first), now.recordsPerSecond(this.last), now.bytesPerSecond(this.last) / MEBI,
				now.recordsPerEntry(this.last), PERCENT * now.bytesPerEntry(this.last) / this.fullBytes, now.p50(),
				now.p99(), now.underWay() / MEBI, now.retries() - this.last.retries());
		this.last = now;
	}

	/** Prints what has happened since the start. */
	void summary(Figures now) {
		this.out.printf(Locale.ROOT,
				"%n%,.0f readings accepted in %.1f s, %,.0f failed: %,.0f a second in stream records of %,.0f readings "
						+ "and %,.0f KiB, %.0f ms in the middle from send to acknowledgement, %,.0f entries sent again%n%n",
				now.accepted() - this.first.accepted(), now.seconds(this.first), now.failed() - this.first.failed(),
				now.recordsPerSecond(this.first), now.recordsPerEntry(this.first), now.bytesPerEntry(this.first) / KIBI,
				now.p50(), now.retries() - this.first.retries());
	}

}
