package io.kinesisboot.samples.clickstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kinesisboot.samples.clickstream.PageViewCounter.PageTotal;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClickstreamApplication}, from the log to the totals.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClickstreamApplicationTests {

	private static final Path REAL_LOG = Path.of("../../../shared/data/access.log");

	@Test
	void totalsOfTheGeneratedLogEqualAPlainCount(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run()) {
			List<String> lines = context.getBean(AccessLog.class).lines().toList();
			assertThat(lines).hasSize(10_000);
			assertThat(top(context)).isEqualTo(plainCount(lines.stream()));
			assertThat(output).contains("10,000 lines read, 10,000 page views sent, 10,000 counted")
				.doesNotContain("not understood");
			assertThat(SpringApplication.exit(context)).isZero();
		}
	}

	@Test
	void totalsOfARealLogEqualAPlainCountAndTheLineThatIsCutOffIsNamed(CapturedOutput output) throws IOException {
		Assumptions.assumeTrue(Files.exists(REAL_LOG), "the real access log is not there");
		try (ConfigurableApplicationContext context = run("--clickstream.input=" + REAL_LOG)) {
			try (Stream<String> lines = Files.lines(REAL_LOG, StandardCharsets.ISO_8859_1)) {
				assertThat(top(context)).isEqualTo(plainCount(lines));
			}
			assertThat(top(context)).contains(new PageTotal("/favicon.ico", 807), new PageTotal("/style2.css", 546),
					new PageTotal("/reset.css", 538), new PageTotal("/images/jordan-80.png", 533));
			assertThat(output).contains("10,000 lines read, 9,999 page views sent, 9,999 counted")
				.contains("1 of them not understood, the first in line 8899")
				.contains("First record handled")
				.contains("      807  /favicon.ico");
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(ClickstreamApplication.class).web(WebApplicationType.NONE).run(arguments);
	}

	private static List<PageTotal> top(ConfigurableApplicationContext context) {
		return context.getBean(PageViewCounter.class).top(10);
	}

	/** Counts the seventh word of each line, as any tool would. */
	private static List<PageTotal> plainCount(Stream<String> lines) {
		Map<String, Long> counts = lines.map((line) -> line.split(" ")[6])
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		return counts.entrySet()
			.stream()
			.map((entry) -> new PageTotal(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparingLong(PageTotal::views).reversed().thenComparing(PageTotal::page))
			.limit(10)
			.toList();
	}

}
