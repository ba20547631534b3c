package io.kinesisboot.autoconfigure.iam;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Collects what an application has to be allowed. Confined to one thread.
 *
 * @since 0.1.0
 */
public final class IamPermissions {

	private static final String ARN_PREFIX = "arn:";

	private final Map<String, Set<String>> actions = new TreeMap<>();

	/** Makes ARNs of what services call their resources. */
	private final BiFunction<String, String, String> arns;

	IamPermissions(BiFunction<String, String, String> arns) {
		this.arns = arns;
	}

	/**
	 * Allows actions on a resource.
	 * @param arn the resource's ARN, or {@code *}
	 * @param actions the actions, such as {@code kms:Decrypt}
	 * @return this
	 */
	public IamPermissions allow(String arn, String... actions) {
		this.actions.computeIfAbsent(arn, (added) -> new TreeSet<>()).addAll(Arrays.asList(actions));
		return this;
	}

	/**
	 * Allows actions of a service on a resource of it.
	 * @param service the service as ARNs and actions name it, such as {@code kinesis}
	 * @param resource what follows the account in the resource's ARN, or the whole ARN
	 * @param actions the actions without their service, such as {@code PutRecords}
	 * @return this
	 */
	public IamPermissions allowOf(String service, String resource, String... actions) {
		return allow(resource.startsWith(ARN_PREFIX) ? resource : this.arns.apply(service, resource),
				Arrays.stream(actions).map((action) -> service + ":" + action).toArray(String[]::new));
	}

	IamPolicy policy() {
		return IamPolicy.of(this.actions);
	}

}
