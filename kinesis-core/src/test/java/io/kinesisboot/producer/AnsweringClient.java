package io.kinesisboot.producer;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * Makes clients whose answers to PutRecords a test holds in its hands.
 */
final class AnsweringClient {

	private AnsweringClient() {
	}

	/**
	 * Changes how a client answers PutRecords.
	 * @param client what answers all else
	 * @param putRecords what answers PutRecords
	 * @return the client
	 */
	static KinesisAsyncClient of(KinesisAsyncClient client,
			Function<PutRecordsRequest, CompletableFuture<PutRecordsResponse>> putRecords) {
		return (KinesisAsyncClient) Proxy.newProxyInstance(AnsweringClient.class.getClassLoader(),
				new Class<?>[] { KinesisAsyncClient.class },
				(proxy, method, args) -> (args != null && args[0] instanceof PutRecordsRequest request)
						? putRecords.apply(request) : method.invoke(client, args));
	}

}
