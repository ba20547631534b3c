package io.kinesisboot.convert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import com.amazonaws.services.schemaregistry.common.Schema;
import com.amazonaws.services.schemaregistry.common.configs.GlueSchemaRegistryConfiguration;
import com.amazonaws.services.schemaregistry.deserializers.GlueSchemaRegistryDeserializer;
import com.amazonaws.services.schemaregistry.deserializers.GlueSchemaRegistryDeserializerImpl;
import com.amazonaws.services.schemaregistry.serializers.GlueSchemaRegistrySerializer;
import com.amazonaws.services.schemaregistry.serializers.GlueSchemaRegistrySerializerImpl;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Glue schema registry that knows the schemas it was given, for the real client.
 */
final class GlueEndpoint implements AutoCloseable {

	private static final JsonMapper mapper = new JsonMapper();

	private final HttpServer server;

	private final Map<UUID, Schema> schemas;

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private volatile boolean away;

	GlueEndpoint(Map<UUID, Schema> schemas) {
		this.schemas = schemas;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	GlueSchemaRegistrySerializer serializer(String compression) {
		return new GlueSchemaRegistrySerializerImpl(credentials(), configuration(compression));
	}

	GlueSchemaRegistryDeserializer deserializer() {
		return new GlueSchemaRegistryDeserializerImpl(credentials(), configuration("NONE"));
	}

	private static StaticCredentialsProvider credentials() {
		return StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
	}

	private GlueSchemaRegistryConfiguration configuration(String compression) {
		return new GlueSchemaRegistryConfiguration(Map.of("region", "us-east-1", "compression", compression, "endpoint",
				"http://localhost:" + this.server.getAddress().getPort()));
	}

	/** The actions that were called. */
	List<String> calls() {
		return this.calls;
	}

	void goAway() {
		this.away = true;
	}

	private void answer(HttpExchange exchange) throws IOException {
		JsonNode request = mapper.readTree(exchange.getRequestBody());
		String action = exchange.getRequestHeaders().getFirst("X-Amz-Target").replace("AWSGlue.", "");
		this.calls.add(action);
		Optional<UUID> version = switch (action) {
			case "GetSchemaByDefinition" -> find(request);
			case "GetSchemaVersion" -> Optional.of(UUID.fromString(request.path("SchemaVersionId").stringValue()))
				.filter(this.schemas::containsKey);
			default -> throw new IllegalStateException(action);
		};
		if (this.away) {
			send(exchange, 500, Map.of("__type", "InternalServiceException", "Message", "away"));
		}
		else if (version.isEmpty()) {
			send(exchange, 400, Map.of("__type", "EntityNotFoundException", "Message", "Schema is not found."));
		}
		else {
			send(exchange, 200, describe(version.get(), Objects.requireNonNull(this.schemas.get(version.get()))));
		}
	}

	private Optional<UUID> find(JsonNode request) {
		return this.schemas.entrySet()
			.stream()
			.filter((entry) -> entry.getValue()
				.getSchemaName()
				.equals(request.path("SchemaId").path("SchemaName").stringValue())
					&& entry.getValue().getSchemaDefinition().equals(request.path("SchemaDefinition").stringValue()))
			.map(Map.Entry::getKey)
			.findFirst();
	}

	private static Map<String, Object> describe(UUID version, Schema schema) {
		return Map.of("SchemaVersionId", version.toString(), "SchemaDefinition", schema.getSchemaDefinition(),
				"DataFormat", schema.getDataFormat(), "Status", "AVAILABLE", "SchemaArn",
				"arn:aws:glue:us-east-1:123456789012:schema/default-registry/" + schema.getSchemaName());
	}

	private static void send(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
		byte[] bytes = mapper.writeValueAsBytes(body);
		exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
