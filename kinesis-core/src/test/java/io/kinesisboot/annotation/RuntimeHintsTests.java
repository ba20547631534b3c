package io.kinesisboot.annotation;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a native image is told of listeners, by the files that Spring looks for.
 */
class RuntimeHintsTests {

	@Test
	void listenerMethodsCanBeCalledAndTheirPayloadsMade() {
		assertThat(hints(Orders.class))
			.matches(RuntimeHintsPredicates.reflection().onMethodInvocation(Orders.class, "bill"))
			.matches(RuntimeHintsPredicates.reflection().onMethodInvocation(Orders.class, "count"))
			.matches(RuntimeHintsPredicates.reflection().onMethodInvocation(Order.class, "customer"))
			.matches(RuntimeHintsPredicates.reflection()
				.onType(Item.class)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
			.matches(RuntimeHintsPredicates.reflection()
				.onType(Bill.class)
				.withMemberCategory(MemberCategory.ACCESS_PUBLIC_FIELDS))
			.matches(RuntimeHintsPredicates.reflection().onMethodInvocation(Orders.class, "other").negate());
	}

	@Test
	void methodsOfListenersByTypeCanBeCalled() {
		assertThat(hints(Typed.class))
			.matches(RuntimeHintsPredicates.reflection().onMethodInvocation(Typed.class, "handle"));
	}

	@Test
	void annotationsAndSchemasAreThere() {
		assertThat(hints(Orders.class)).matches(RuntimeHintsPredicates.proxies().forInterfaces(KinesisListener.class))
			.matches(RuntimeHintsPredicates.resource().forResource("io/kinesisboot/dedup/jdbc/schema-h2.sql"));
	}

	@Test
	void otherBeansAreLeftAlone() {
		assertThat(hints(Item.class))
			.matches(RuntimeHintsPredicates.reflection().onMethodInvocation(Item.class, "name").negate());
	}

	private static RuntimeHints hints(Class<?> bean) {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(RuntimeHintsTests.class)), new InMemoryGeneratedFiles());
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean(bean);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			return generation.getRuntimeHints();
		}
	}

	record Order(String customer, List<Item> items) {
	}

	record Item(String name) {
	}

	record Bill(String number) {
	}

	static class Orders {

		@KinesisListener("orders")
		Bill bill(Message<Order> order) {
			return new Bill(order.getPayload().customer());
		}

		@KinesisListener(streams = "orders", applicationName = "count")
		void count(List<Order> orders) {
		}

		void other(Order order) {
		}

	}

	@KinesisListener("orders")
	static class Typed {

		@KinesisHandler
		void handle(Order order) {
		}

	}

}
