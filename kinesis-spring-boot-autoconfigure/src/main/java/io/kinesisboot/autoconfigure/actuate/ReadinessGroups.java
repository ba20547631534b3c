package io.kinesisboot.autoconfigure.actuate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/**
 * The groups of an application that configures no group {@code readiness}, with one of
 * Spring Boot's readiness state and {@link KinesisReadinessIndicator}. Thread-safe.
 *
 * @param groups the other groups
 */
record ReadinessGroups(HealthEndpointGroups groups) implements HealthEndpointGroups, AdditionalPathsMapper {

	private static final String READINESS = "readiness";

	private static final Set<String> MEMBERS = Set.of("readinessState", "kinesisReadiness");

	static HealthEndpointGroups unlessConfigured(HealthEndpointGroups groups) {
		return groups.getNames().contains(READINESS) ? groups : new ReadinessGroups(groups);
	}

	@Override
	public HealthEndpointGroup getPrimary() {
		return this.groups.getPrimary();
	}

	@Override
	public Set<String> getNames() {
		Set<String> names = new TreeSet<>(this.groups.getNames());
		names.add(READINESS);
		return names;
	}

	@Override
	public @Nullable HealthEndpointGroup get(String name) {
		return name.equals(READINESS) ? new Readiness(getPrimary()) : this.groups.get(name);
	}

	@Override
	public @Nullable List<String> getAdditionalPaths(EndpointId endpointId, WebServerNamespace webServerNamespace) {
		return (this.groups instanceof AdditionalPathsMapper mapper)
				? mapper.getAdditionalPaths(endpointId, webServerNamespace) : null;
	}

	/**
	 * The group, which is in all else as the application's health.
	 *
	 * @param primary the health of the application
	 */
	private record Readiness(HealthEndpointGroup primary) implements HealthEndpointGroup {

		@Override
		public boolean isMember(String name) {
			return MEMBERS.contains(name);
		}

		@Override
		public boolean showComponents(SecurityContext securityContext) {
			return this.primary.showComponents(securityContext);
		}

		@Override
		public boolean showDetails(SecurityContext securityContext) {
			return this.primary.showDetails(securityContext);
		}

		@Override
		public StatusAggregator getStatusAggregator() {
			return this.primary.getStatusAggregator();
		}

		@Override
		public HttpCodeStatusMapper getHttpCodeStatusMapper() {
			return this.primary.getHttpCodeStatusMapper();
		}

		@Override
		public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
			return null;
		}

	}

}
