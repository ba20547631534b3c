package io.kinesisboot.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The AWS command line interface as a client that nobody here wrote: HTTP/1.1 and JSON.
 * It leaves out SubscribeToShard, as all that is answered with an event stream.
 */
class AwsCliWitnessTests {

	private static final String CLI_MISSING = "No working 'aws' (AWS CLI v2) in /usr/bin or on PATH";

	@TempDir
	private static Path directory;

	private static EmbeddedKinesis endpoint;

	private static String aws;

	@BeforeAll
	static void start() {
		Optional<String> found = findCli();
		assumeTrue(found.isPresent(), CLI_MISSING);
		aws = found.orElseThrow();
		endpoint = EmbeddedKinesis.builder().build().start();
	}

	private static Optional<String> findCli() {
		Stream<String> path = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"));
		return Stream.concat(Stream.of("/usr/bin"), path)
			.map((folder) -> Path.of(folder, "aws"))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.filter((candidate) -> version(candidate).startsWith("aws-cli/2"))
			.findFirst();
	}

	private static String version(String candidate) {
		ProcessRun run = ProcessRun.of(directory, Map.of(), List.of(candidate, "--version"));
		return (run.exitCode() == 0) ? run.out() : "";
	}

	@AfterAll
	static void close() {
		if (endpoint != null) {
			endpoint.close();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void everyActionOfTheCliIsAnswered(boolean tls) {
		Map<String, Runnable> steps = new AwsCliWalk(aws, directory, endpoint, tls).steps();
		Set<String> actions = actions();
		assertThat(steps.keySet()).as("calls for all that this CLI can").containsAll(actions);
		steps.forEach((action, step) -> {
			if (actions.contains(action)) {
				assertThatCode(step::run).as(action).doesNotThrowAnyException();
			}
		});
	}

	private static Set<String> actions() {
		String complaint = ProcessRun.of(directory, Map.of(), List.of(aws, "kinesis", "no-such-action")).err();
		String choices = complaint.substring(complaint.indexOf("valid choices are:") + "valid choices are:".length());
		Set<String> actions = Pattern.compile("[a-z]+(-[a-z]+)*")
			.matcher(choices)
			.results()
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(actions).contains("wait", "help", "put-records");
		actions.removeAll(Set.of("wait", "help"));
		return actions;
	}

	@Test
	void refusalIsTheErrorThatTheCliReports() {
		ProcessRun run = new AwsCliWalk(aws, directory, endpoint, /* tls= */ false).run("describe-stream",
				"--stream-name", "none");
		assertThat(run.exitCode()).isNotZero();
		assertThat(run.err())
			.contains("An error occurred (ResourceNotFoundException) when calling the DescribeStream operation: "
					+ "Stream none under account 000000000000 not found.");
	}

}
