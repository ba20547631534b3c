package io.kinesisboot.autoconfigure.iam;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Shows the IAM policy that allows what the application does. Thread-safe.
 *
 * @since 0.1.0
 */
@WebEndpoint(id = IamPolicyEndpoint.ID)
public final class IamPolicyEndpoint {

	static final String ID = "kinesisiampolicy";

	/** Beneath what else is shown of Kinesis. */
	static final String PATH = "kinesis/iam-policy";

	private final IamPolicyGenerator generator;

	IamPolicyEndpoint(IamPolicyGenerator generator) {
		this.generator = generator;
	}

	/**
	 * Shows the policy as IAM takes it.
	 * @return the policy's document
	 */
	@ReadOperation
	public Map<String, Object> policy() {
		return this.generator.generate().document();
	}

}
