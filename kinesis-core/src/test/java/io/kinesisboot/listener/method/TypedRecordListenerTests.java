package io.kinesisboot.listener.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TypedRecordListener} by what its methods get.
 */
class TypedRecordListenerTests {

	private static final ListenerMethods.Handler PLACED = handler("placed", false, "order-placed", "order-changed");

	private static final ListenerMethods.Handler CANCELLED = handler("cancelled", false);

	private static final ListenerMethods.Handler OTHER = handler("other", true);

	private final Handlers handlers = new Handlers();

	private final ListenerRun run = new ListenerRun(this.handlers);

	@Test
	void headerTellsTheType() {
		ListenerMethods methods = new ListenerMethods("type", List.of(PLACED, CANCELLED, OTHER));
		this.run.tags(Map.of("type", "order-placed")).read(methods, "{\"id\":\"1\"}");
		this.run.tags(Map.of("type", "order-changed")).read(methods, "{\"id\":\"2\"}");
		this.run.tags(Map.of("type", "Cancelled")).read(methods, "{\"reason\":\"r\"}");
		this.run.tags(Map.of("type", "unknown")).read(methods, "{}");
		this.run.tags(Map.of()).read(methods, "none");
		assertThat(this.handlers.got).containsExactly(new Placed("1"), new Placed("2"), new Cancelled("r"), "{}",
				"none");
		assertThat(this.run.recovered).isEmpty();
	}

	@Test
	void placeInThePayloadTellsTheType() {
		ListenerMethods methods = new ListenerMethods("/detail/type", List.of(PLACED, CANCELLED, OTHER));
		String placed = "{\"id\":\"1\",\"type\":\"Cancelled\",\"detail\":{\"x\":[{}],\"type\":\"order-placed\"}}";
		String deep = "{\"detail\":{\"type\":{\"type\":\"order-placed\"}}}";
		this.run.tags(Map.of("type", "Cancelled"))
			.read(methods, placed, deep, "{\"detail\":{\"type\":null}}", "{}", "[]");
		assertThat(this.handlers.got).containsExactly(new Placed("1"), deep, "{\"detail\":{\"type\":null}}", "{}",
				"[]");
		assertThat(this.run.recovered).isEmpty();
	}

	@Test
	void recordThatNoMethodIsForGoesToTheRecovererAtOnce() {
		ListenerMethods methods = new ListenerMethods("type", List.of(PLACED));
		this.run.tags(Map.of("type", "unknown")).read(methods, "{}");
		this.run.tags(Map.of()).read(methods, "{}");
		assertThat(this.handlers.got).isEmpty();
		assertThat(this.run.recovered).hasSize(2).allSatisfy((failed) -> assertThat(failed.attempts()).isZero());
		assertThat(this.run.recovered.get(0).cause()).hasMessageStartingWith("Listener 'test' has no handler for"
				+ " the type 'unknown' of record 0/0 of shard shardId-000000000000 of stream 'orders', but for [order-");
		assertThat(this.run.recovered.get(1).cause())
			.hasMessageContaining("no handler for the type null of record 1/0");
	}

	@Test
	void payloadThatIsNoJsonGoesToTheRecovererEvenIfThereIsADefault() {
		ListenerMethods methods = new ListenerMethods("/type", List.of(PLACED, OTHER));
		this.run.read(methods, "no JSON", "{\"type\":\"order-placed\",\"id\":\"1\"}", "{\"id\":\"1");
		assertThat(this.handlers.got).containsExactly(new Placed("1"));
		assertThat(this.run.givenUp()).containsExactly("no JSON", "{\"id\":\"1");
		assertThat(this.run.recovered)
			.allSatisfy((failed) -> assertThat(failed.cause()).isInstanceOf(MessageConversionException.class)
				.hasMessageContaining("is no JSON with a type at /type"));
	}

	@Test
	void methodThatFailsIsCalledAgainBeforeTheNextRecord() {
		ListenerMethods methods = new ListenerMethods("/type", List.of(handler("failing", false, "bad"), OTHER));
		this.run.read(methods, "{\"type\":\"bad\"}", "{}");
		assertThat(this.handlers.got).containsExactly("failing", "failing", "failing", "{}");
		assertThat(this.run.givenUp()).containsExactly("{\"type\":\"bad\"}");
	}

	@Test
	void methodsThatCannotBeToldApartAreRefused() {
		assertRefused("must not be the second for the type 'order-placed'", PLACED,
				handler("cancelled", false, "order-placed"));
		assertRefused("must not be the second default", OTHER, handler("cancelled", true));
		assertRefused("must name its types, or be the default", handler("other", false));
		assertRefused("must name its types, or be the default", handler("bytes", false));
		assertRefused("must take one record at a time, not a batch", handler("batch", false, "order-placed"));
	}

	private void assertRefused(String reason, ListenerMethods.Handler... handlers) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.run.read(new ListenerMethods("type", List.of(handlers)), "{}"))
			.withMessageStartingWith("Handler method ")
			.withMessageContaining(reason);
	}

	private static ListenerMethods.Handler handler(String method, boolean isDefault, String... types) {
		return new ListenerMethods.Handler(ListenerRun.method(new Handlers(), method), Set.of(types), isDefault);
	}

	record Placed(String id) {
	}

	record Cancelled(String reason) {
	}

	static class Handlers {

		final List<Object> got = new ArrayList<>();

		void placed(Placed placed) {
			this.got.add(placed);
		}

		void cancelled(Cancelled cancelled) {
			this.got.add(cancelled);
		}

		void other(String text) {
			this.got.add(text);
		}

		void bytes(byte[] bytes) {
		}

		void batch(List<Placed> batch) {
		}

		void failing(String text) {
			this.got.add("failing");
			throw new IllegalStateException("always");
		}

	}

}
