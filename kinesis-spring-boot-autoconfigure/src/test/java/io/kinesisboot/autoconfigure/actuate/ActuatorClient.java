package io.kinesisboot.autoconfigure.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationContext;

/**
 * Calls the actuator of an application as an operator does.
 *
 * @param context the application
 */
record ActuatorClient(ApplicationContext context) {

	Answer get(String path) {
		return send(request(path).GET());
	}

	Answer post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()));
	}

	Answer post(String path, String json) {
		return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:%s/actuator/%s"
			.formatted(this.context.getEnvironment().getProperty("local.server.port"), path)).normalize());
	}

	private static Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body().isEmpty() ? JsonMapper.shared().missingNode()
					: JsonMapper.shared().readTree(response.body()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status its HTTP status
	 * @param body what it says
	 */
	record Answer(int status, JsonNode body) {

		String error() {
			return this.body.path("error").asString();
		}

	}

}
