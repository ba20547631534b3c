package io.kinesisboot.guard;

/**
 * A setting names a guard that does not exist. Immutable.
 *
 * @since 0.1.0
 */
public class UnknownGuardException extends IllegalArgumentException {

	private final String setting;

	private final String name;

	private final String requirement;

	/**
	 * Creates an exception.
	 * @param setting the setting
	 * @param name the name that it has
	 * @param requirement what it must be, beginning with a verb
	 */
	public UnknownGuardException(String setting, String name, String requirement) {
		super("'%s' %s but was '%s'".formatted(setting, requirement, name));
		this.setting = setting;
		this.name = name;
		this.requirement = requirement;
	}

	/**
	 * Returns the setting.
	 * @return the setting, such as {@code circuitBreaker}
	 */
	public String getSetting() {
		return this.setting;
	}

	/**
	 * Returns the name that is unknown.
	 * @return the name
	 */
	public String getName() {
		return this.name;
	}

	/**
	 * Returns what the setting must be.
	 * @return a text that begins with a verb
	 */
	public String getRequirement() {
		return this.requirement;
	}

}
