package io.kinesisboot.autoconfigure.testcontainers;

import java.net.URI;

import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import org.testcontainers.localstack.LocalStackContainer;

import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.util.ClassUtils;

/**
 * Leads all clients of AWS to a {@link LocalStackContainer} that is annotated with
 * {@link ServiceConnection}. It leaves that to Spring Cloud AWS's module for
 * Testcontainers if that is there, for a container has one such connection.
 */
final class LocalStackConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<LocalStackContainer, AwsConnectionDetails> {

	private static final boolean OTHERS = ClassUtils.isPresent(
			"io.awspring.cloud.testcontainers.AwsContainerConnectionDetailsFactory",
			LocalStackConnectionDetailsFactory.class.getClassLoader());

	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<LocalStackContainer> source,
			Class<?> requiredContainerType, Class<?> requiredConnectionDetailsType) {
		return !OTHERS && super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType);
	}

	@Override
	protected AwsConnectionDetails getContainerConnectionDetails(
			ContainerConnectionSource<LocalStackContainer> source) {
		return new LocalStackConnectionDetails(source);
	}

	private static final class LocalStackConnectionDetails extends ContainerConnectionDetails<LocalStackContainer>
			implements AwsConnectionDetails {

		private LocalStackConnectionDetails(ContainerConnectionSource<LocalStackContainer> source) {
			super(source);
		}

		@Override
		public URI getEndpoint() {
			return getContainer().getEndpoint();
		}

		@Override
		public String getRegion() {
			return getContainer().getRegion();
		}

		@Override
		public String getAccessKey() {
			return getContainer().getAccessKey();
		}

		@Override
		public String getSecretKey() {
			return getContainer().getSecretKey();
		}

	}

}
