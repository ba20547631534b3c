package io.kinesisboot.autoconfigure;

import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.guard.Guards;
import io.kinesisboot.guard.UnknownGuardException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties that name guards. Immutable.
 *
 * @param prefix what the properties begin with
 * @param names what they say
 */
record GuardSettings(String prefix, GuardNames names) {

	/**
	 * Makes the guard.
	 * @param guards finds it, if there is something to find it in
	 * @return the guard
	 * @throws InvalidConfigurationPropertyValueException if a property names none
	 */
	CallGuard guard(ObjectProvider<? extends Guards> guards) {
		if (this.names.equals(GuardNames.NONE)) {
			return CallGuard.NONE;
		}
		Guards found = guards.getIfUnique();
		if (found == null) {
			throw missing();
		}
		try {
			return found.guard(this.names);
		}
		catch (UnknownGuardException ex) {
			throw invalid(ex.getSetting(), ex.getName(), "It " + ex.getRequirement() + " but was not.");
		}
	}

	private InvalidConfigurationPropertyValueException missing() {
		String reason = "Resilience4j must be there: add io.github.resilience4j:resilience4j-spring-boot4.";
		if (this.names.circuitBreaker() != null) {
			return invalid("circuitBreaker", this.names.circuitBreaker(), reason);
		}
		return (this.names.rateLimiter() != null) ? invalid("rateLimiter", this.names.rateLimiter(), reason)
				: invalid("bulkhead", this.names.bulkhead(), reason);
	}

	private InvalidConfigurationPropertyValueException invalid(String setting, @Nullable String value, String reason) {
		return new InvalidConfigurationPropertyValueException(
				this.prefix + "." + DataObjectPropertyName.toDashedForm(setting), value, reason);
	}

}
