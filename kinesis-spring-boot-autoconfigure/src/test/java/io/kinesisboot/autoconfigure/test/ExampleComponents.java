package io.kinesisboot.autoconfigure.test;

import java.util.Collection;
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

		private final Queue<Order> billed = new ConcurrentLinkedQueue<>();

		@KinesisListener(streams = "orders", applicationName = "billing")
		void bill(Order order) {
			this.billed.add(order);
		}

		Collection<Order> billed() {
			return this.billed;
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
