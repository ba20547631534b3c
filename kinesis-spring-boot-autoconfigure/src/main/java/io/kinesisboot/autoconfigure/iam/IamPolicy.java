package io.kinesisboot.autoconfigure.iam;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A policy that allows actions on resources. Immutable.
 *
 * @param statements what it allows
 * @since 0.1.0
 */
public record IamPolicy(List<Statement> statements) {

	private static final String VERSION = "2012-10-17";

	public IamPolicy {
		statements = List.copyOf(statements);
	}

	/**
	 * Makes a policy, with one statement for all resources that allow the same.
	 * @param actions the actions by the ARNs of the resources
	 * @return the policy, in the order of the ARNs
	 */
	public static IamPolicy of(Map<String, ? extends Set<String>> actions) {
		Map<List<String>, SortedSet<String>> resources = new TreeMap<>(Comparator.comparing(List::toString));
		actions.forEach((resource, allowed) -> resources
			.computeIfAbsent(new ArrayList<>(new TreeSet<>(allowed)), (added) -> new TreeSet<>())
			.add(resource));
		return new IamPolicy(resources.entrySet()
			.stream()
			.map((statement) -> new Statement(statement.getKey(), List.copyOf(statement.getValue())))
			.sorted(Comparator.comparing((statement) -> statement.resources().get(0)))
			.toList());
	}

	/**
	 * The policy as IAM takes it, to be written by a library for JSON.
	 * @return the document
	 */
	public Map<String, Object> document() {
		return Map.of("Version", VERSION, "Statement",
				this.statements.stream()
					.map((statement) -> Map.of("Effect", "Allow", "Action", statement.actions(), "Resource",
							statement.resources()))
					.toList());
	}

	/**
	 * Writes the policy as IAM takes it.
	 * @return several lines of JSON
	 */
	@Override
	public String toString() {
		return """
				{
				  "Version": "%s",
				  "Statement": [%s
				  ]
				}
				""".formatted(VERSION,
				this.statements.stream().map(Statement::toString).collect(Collectors.joining(",")));
	}

	/**
	 * Allows actions on resources.
	 *
	 * @param actions the actions, such as {@code kinesis:PutRecords}
	 * @param resources the ARNs of the resources, perhaps with wildcards
	 */
	public record Statement(List<String> actions, List<String> resources) {

		public Statement {
			actions = List.copyOf(actions);
			resources = List.copyOf(resources);
		}

		@Override
		public String toString() {
			return "\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [%s],\n      \"Resource\": [%s]\n    }"
				.formatted(list(this.actions), list(this.resources));
		}

		private static String list(List<String> texts) {
			return texts.stream()
				.map((text) -> "\n        \"" + text + "\"")
				.collect(Collectors.joining(",", "", "\n      "));
		}

	}

}
