package io.kinesisboot.autoconfigure.iam;

/**
 * Adds to the policy of the application what this library cannot know, such as the
 * permissions of an own client. Beans of this type are asked each time that the policy is
 * made.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IamPolicyContributor {

	/**
	 * Adds to the policy.
	 * @param permissions takes what is allowed
	 */
	void contribute(IamPermissions permissions);

}
