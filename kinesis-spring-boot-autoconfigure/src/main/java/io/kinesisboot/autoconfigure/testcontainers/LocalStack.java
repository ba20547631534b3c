package io.kinesisboot.autoconfigure.testcontainers;

import java.util.Map;

import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Makes containers of LocalStack.
 *
 * @since 0.1.0
 */
public final class LocalStack {

	/** The last image that runs without an account. */
	public static final String IMAGE = "localstack/localstack:4.14.0";

	/** The variable that later images take the account's token from. */
	static final String TOKEN = "LOCALSTACK_AUTH_TOKEN";

	private LocalStack() {
	}

	/**
	 * Makes a container that needs no account; it is not started. Testcontainers needs a
	 * Docker engine even for that.
	 * @return the container
	 */
	public static LocalStackContainer container() {
		return container(IMAGE);
	}

	/**
	 * Makes a container of an image; it is not started. The environment's
	 * {@code LOCALSTACK_AUTH_TOKEN} is passed on to it.
	 * @param image the image, with its tag
	 * @return the container
	 */
	public static LocalStackContainer container(String image) {
		return withToken(
				new LocalStackContainer(
						DockerImageName.parse(image).asCompatibleSubstituteFor("localstack/localstack")),
				System.getenv());
	}

	static LocalStackContainer withToken(LocalStackContainer container, Map<String, String> environment) {
		String token = environment.get(TOKEN);
		return (token != null) ? container.withEnv(TOKEN, token) : container;
	}

}
