package io.kinesisboot.listener.method;

import java.util.ArrayList;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PayloadValidation} by what the methods get.
 */
class PayloadValidationTests {

	private static final String GOOD = "{\"name\":\"n\",\"amount\":1}";

	private static final String NAMELESS = "{\"name\":\"\",\"amount\":1}";

	private static final String NEGATIVE = "{\"name\":\"n\",\"amount\":-1}";

	private static final LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();

	private final Listener listener = new Listener();

	private final ListenerRun run = new ListenerRun(this.listener)
		.options((options) -> options.withValidator(validator));

	@BeforeAll
	static void startValidator() {
		validator.afterPropertiesSet();
	}

	@AfterAll
	static void closeValidator() {
		validator.close();
	}

	@Test
	void invalidPayloadGoesToTheRecovererAtOnceAndTheOthersAreHandled() {
		this.run.read("valid", GOOD, NAMELESS, GOOD);
		assertThat(this.listener.got).containsExactly(new Order("n", 1), new Order("n", 1));
		assertThat(this.run.givenUp()).containsExactly(NAMELESS);
		assertThat(this.run.recovered.get(0).attempts()).isZero();
		assertThat(this.run.recovered.get(0).cause()).isInstanceOf(MethodArgumentNotValidException.class)
			.hasMessageContaining("name");
	}

	@Test
	void invalidElementsOfABatchGoToTheRecovererOneByOne() {
		for (String method : List.of("validBatch", "batchOfValid", "validMessages")) {
			this.listener.got.clear();
			this.run.recovered.clear();
			this.run.read(method, NAMELESS, GOOD, NAMELESS, GOOD);
			assertThat(this.listener.got).containsExactly(new Order("n", 1), new Order("n", 1));
			assertThat(this.run.givenUp()).containsExactly(NAMELESS, NAMELESS);
		}
	}

	@Test
	void groupsDecideWhatIsValidated() {
		this.run.read("inGroup", NAMELESS, NEGATIVE);
		assertThat(this.listener.got).containsExactly(new Order("", 1));
		assertThat(this.run.givenUp()).containsExactly(NEGATIVE);
	}

	@Test
	void nothingIsValidatedUnlessTheParameterAsksForIt() {
		this.run.read("plain", NAMELESS);
		assertThat(this.listener.got).containsExactly(new Order("", 1));
	}

	@Test
	void validationWithoutAValidatorIsRefused() {
		this.run.options((options) -> options.withValidator(null));
		for (String method : List.of("valid", "batchOfValid")) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.run.read(method, GOOD))
				.withMessageContainingAll(method, "wants its payload validated but there is no Validator");
		}
	}

	record Order(@NotBlank String name, @Positive(groups = Amounts.class) int amount) {
	}

	interface Amounts {

	}

	static class Listener {

		final List<Object> got = new ArrayList<>();

		void valid(@Payload @Valid Order order) {
			this.got.add(order);
		}

		void validBatch(@Valid List<Order> orders) {
			this.got.addAll(orders);
		}

		void batchOfValid(List<@Valid Order> orders) {
			this.got.addAll(orders);
		}

		void validMessages(@Valid List<Message<Order>> orders) {
			orders.forEach((order) -> this.got.add(order.getPayload()));
		}

		void inGroup(@Validated(Amounts.class) Order order) {
			this.got.add(order);
		}

		void plain(Order order) {
			this.got.add(order);
		}

	}

}
