package io.kinesisboot.consumer.kcl;

import java.util.List;
import java.util.function.Function;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.consumer.kcl.lease.SourceStream;
import io.kinesisboot.stream.ConsumerCatalog;
import io.kinesisboot.stream.StreamCatalog;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * Finds the streams that a source reads, each with its credentials and, for fan-out, its
 * registered consumer. Waits for the service. Thread-safe.
 */
final class SourceStreams {

	private final KinesisAsyncClient kinesis;

	private final Function<String, AwsCredentialsProvider> roles;

	SourceStreams(KinesisAsyncClient kinesis, Function<String, AwsCredentialsProvider> roles) {
		this.kinesis = kinesis;
		this.roles = roles;
	}

	List<SourceStream> find(RecordSource.Request request) {
		return request.streams().stream().map((stream) -> find(stream, request)).toList();
	}

	SourceStream find(String stream, RecordSource.Request request) {
		KinesisAsyncClient kinesis = client(request, stream);
		StreamDescriptionSummary description = new StreamCatalog(kinesis).find(stream);
		return new SourceStream(description, kinesis,
				consumer(kinesis, description.streamARN(), request.retrieval(), request.applicationName()));
	}

	KinesisAsyncClient client(RecordSource.Request request, String stream) {
		String role = request.roles().get(stream);
		return (role != null) ? new CredentialsClient(this.kinesis, this.roles.apply(role)) : this.kinesis;
	}

	private static @Nullable String consumer(KinesisAsyncClient kinesis, String streamArn, Retrieval retrieval,
			String applicationName) {
		if (retrieval.mode() == RetrievalMode.POLLING) {
			return null;
		}
		ConsumerCatalog consumers = new ConsumerCatalog(kinesis);
		String consumer = (retrieval.consumer() != null) ? retrieval.consumer() : applicationName;
		if (retrieval.hasConsumerArn()) {
			if (!consumer.startsWith(streamArn + "/consumer/")) {
				throw new KinesisBootException("Consumer '" + consumer + "' is not one of stream '" + streamArn + "'");
			}
			consumers.find(consumer);
			return consumer;
		}
		return consumers.findOrRegister(streamArn, consumer);
	}

}
