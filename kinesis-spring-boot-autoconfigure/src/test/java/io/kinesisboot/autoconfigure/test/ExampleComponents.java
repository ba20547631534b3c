package io.kinesisboot.autoconfigure.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.autoconfigure.KinesisAsyncClientCustomizer;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;

import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/**
 * What the component scan of {@link ExampleKinesisApplication} finds.
 */
final class ExampleComponents {

	private ExampleComponents() {
	}

	record Order(String id, int amount) {
	}

	@Component
	static class Orders {

		final Queue<Order> received = new ConcurrentLinkedQueue<>();

		@KinesisListener(streams = "orders", applicationName = "example")
		void receive(Order order) {
			this.received.add(order);
		}

	}

	@Component
	static class Customizer implements KinesisAsyncClientCustomizer {

		final AtomicInteger clients = new AtomicInteger();

		@Override
		public void customize(KinesisAsyncClientBuilder builder) {
			this.clients.incrementAndGet();
		}

	}

	@Service
	static class Warehouse {

		Warehouse() {
			throw new IllegalStateException("does not concern Kinesis");
		}

	}

}
