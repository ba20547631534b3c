package io.kinesisboot.samples.clickstream;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.stereotype.Component;

/**
 * Sends the log, waits until all of it has come back, and prints what was counted.
 */
@Component
class ClickstreamRunner implements ApplicationRunner, ExitCodeGenerator {

	private static final int TOP_PAGES = 10;

	private final PageViewSender sender;

	private final PageViewCounter counter;

	private final ClickstreamProperties properties;

	private boolean complete;

	ClickstreamRunner(PageViewSender sender, PageViewCounter counter, ClickstreamProperties properties) {
		this.sender = sender;
		this.counter = counter;
		this.properties = properties;
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		PageViewSender.Summary summary = this.sender.send();
		this.complete = this.counter.awaitTotal(summary.sent(), this.properties.timeout());
		print(summary, System.out);
	}

	private void print(PageViewSender.Summary summary, PrintStream out) {
		out.printf(Locale.ROOT, "%n%,d lines read, %,d page views sent, %,d counted", summary.lines(), summary.sent(),
				this.counter.total());
		if (summary.unparsable() > 0) {
			out.printf(Locale.ROOT, "%n%,d of them not understood, the first in line %d", summary.unparsable(),
					summary.firstUnparsableLine());
		}
		out.println();
		this.counter.firstViewAfter()
			.ifPresent((time) -> out.printf(Locale.ROOT, "First record handled %.1f s after the start%n",
					time.toMillis() / (double) TimeUnit.SECONDS.toMillis(1)));
		out.printf("%n%9s  page%n", "views");
		this.counter.top(TOP_PAGES)
			.forEach((total) -> out.printf(Locale.ROOT, "%,9d  %s%n", total.views(), total.page()));
		out.println();
		if (!this.complete) {
			out.printf("Not everything came back within %s%n", this.properties.timeout());
		}
	}

	@Override
	public int getExitCode() {
		return this.complete ? 0 : 1;
	}

}
