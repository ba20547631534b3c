package io.kinesisboot.samples.clickstream;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The running totals for the web page.
 */
@RestController
class TotalsController {

	private static final int TOP_PAGES = 20;

	private final PageViewCounter counter;

	TotalsController(PageViewCounter counter) {
		this.counter = counter;
	}

	@GetMapping("/totals")
	Totals totals() {
		return new Totals(this.counter.total(), this.counter.top(TOP_PAGES));
	}

	/**
	 * The running totals.
	 *
	 * @param views all views so far
	 * @param pages the most viewed pages
	 */
	record Totals(long views, List<PageViewCounter.PageTotal> pages) {
	}

}
