package io.kinesisboot.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardStoppedException;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.listener.InvalidListenerException;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ProcessingOrder;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.producer.KinesisProducer;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.Message;
import org.springframework.scheduling.annotation.Async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link KinesisListenerAnnotationBeanPostProcessor}.
 */
class KinesisListenerAnnotationBeanPostProcessorTests {

	private final Map<String, Object> properties = new ConcurrentHashMap<>();

	private final FakeSources sources = new FakeSources();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void closeContext() {
		this.context.close();
	}

	@Test
	void idIsMadeOfTheNamesOfBeanAndMethodUnlessItIsGiven() {
		run(Ids.class);
		assertThat(registry().getListenerContainers())
			.extracting((container) -> container.endpoint().id(), (container) -> container.endpoint().applicationName())
			.containsExactlyInAnyOrder(tuple("ids.byName", "one"), tuple("mine", "two"));
	}

	@Test
	void placeholdersAreReplacedInEachAttribute() {
		this.properties
			.putAll(Map.of("stream", "orders", "id", "mine", "app", "shop", "position", "LATEST", "auto", "false"));
		run(Placeholders.class);
		KinesisMessageListenerContainer container = container("mine");
		assertThat(container.isRunning()).isFalse();
		container.start();
		assertThat(this.sources.get("shop").request)
			.isEqualTo(new RecordSource.Request("shop", List.of("orders-eu"), StartingPosition.LATEST));
	}

	@Test
	void placeholderWithoutAValueIsNamed() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> run(UnknownPlaceholder.class))
			.withMessageContaining("no.such.property");
	}

	@Test
	void expressionMayGiveAListOrAnArrayOfStreams() {
		run(Expressions.class);
		assertThat(this.sources.get("list").request.streams()).containsExactly("a", "b");
		assertThat(this.sources.get("array").request.streams()).containsExactly("c", "d");
		assertThat(this.sources.get("bean").request.streams()).containsExactly("e", "f");
	}

	@Test
	void streamsMayBeSeparatedByCommasAndComeFromAPlaceholder() {
		this.properties.put("streams", "c,d , e");
		run(Commas.class);
		assertThat(this.sources.get("commas").request.streams()).containsExactly("a", "b", "c", "d", "e", "f");
	}

	@Test
	void startingPositionOfTheAnnotationWinsOverTheDefault() {
		run(Positions.class);
		assertThat(this.sources.get("default").request.startingPosition()).isEqualTo(StartingPosition.TRIM_HORIZON);
		assertThat(this.sources.get("moment").request.startingPosition())
			.isEqualTo(StartingPosition.atTimestamp(Instant.parse("2026-11-23T09:00:00Z")));
	}

	@Test
	void applicationNameIsThatOfTheListenersThenThatOfTheApplication() {
		this.properties.put("spring.application.name", "shop");
		run(Nameless.class);
		assertThat(this.sources.get("shop").isRunning()).isTrue();
	}

	@Test
	void applicationNameOfTheListenersWins() {
		this.properties
			.putAll(Map.of("spring.application.name", "shop", "kinesis.listener.application-name", "shop-reader"));
		run(Nameless.class);
		assertThat(this.sources.applicationNames()).containsExactly("shop-reader");
	}

	@Test
	void missingApplicationNameIsExplained() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> run(Nameless.class))
			.withMessage("'applicationName' of listener 'nameless.listen' must be set, there or by"
					+ " 'kinesis.listener.application-name' or 'spring.application.name'");
	}

	@Test
	void missingStreamIsExplained() {
		this.properties.put("stream", "");
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> run(Streamless.class))
			.withMessageStartingWith("'streams' of listener 'streamless.listen' must name at least one stream");
	}

	@Test
	void wrongStartingPositionIsExplained() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> run(WrongPosition.class))
			.withMessage("Listener 'wrongPosition.listen': 'startingPosition' must be TRIM_HORIZON, LATEST or"
					+ " AT_TIMESTAMP:<ISO-8601 instant or how long back> but was 'EARLIEST'");
	}

	@Test
	void attributesThatGoTogetherAreTakenTogether() {
		run(Together.class);
		DispatchOptions dispatch = container("together").endpoint()
			.options()
			.apply(ListenerContainerOptions.defaults().withDispatch(DispatchOptions.defaults().withConcurrency(10)))
			.dispatch();
		assertThat(dispatch.order()).isEqualTo(ProcessingOrder.SHARD);
		assertThat(dispatch.concurrency()).isEqualTo(1);
	}

	@Test
	void attributesThatContradictEachOtherAreExplained() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> run(Contradiction.class))
			.withMessage("Listener 'contradiction.listen': 'concurrency' must be 1 with ordering SHARD (one call at a"
					+ " time) but was 5");
	}

	@Test
	void retryStreamOfTheAnnotationWinsOverTheDefaults() {
		this.properties.put("retries", "orders-retry");
		run(Retrying.class);
		RetryStreamOptions defaults = new RetryStreamOptions("other", Duration.ofMinutes(2), 7);
		assertThat(container("some").endpoint()
			.options()
			.apply(ListenerContainerOptions.defaults().withRetryStream(defaults))
			.retryStream()).isEqualTo(new RetryStreamOptions("orders-retry", Duration.ofMinutes(2), 7));
		assertThat(container("all").endpoint()
			.options()
			.apply(ListenerContainerOptions.defaults().withRetryStream(defaults))
			.retryStream()).isEqualTo(new RetryStreamOptions("orders-retry", Duration.ofSeconds(5), 2));
		assertThat(this.sources.applicationNames()).containsExactlyInAnyOrder("some", "some-retry", "all", "all-retry");
		assertThat(this.sources.get("all-retry").request)
			.isEqualTo(new RecordSource.Request("all-retry", List.of("orders-retry"), StartingPosition.TRIM_HORIZON));
	}

	@Test
	void wrongAttributesOfARetryStreamAreExplained() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> run(NoAttempts.class))
			.withMessage("Listener 'noAttempts.listen': 'retryStreamAttempts' must be between 1 and 1000 but was 0");
	}

	@Test
	void wrongAutoStartupIsExplained() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> run(WrongAutoStartup.class))
			.withMessage("'autoStartup' of listener 'wrongAutoStartup.listen' must be true or false but was 'yes'");
	}

	@Test
	void listenerWithoutAutoStartupStartsByHand() {
		run(ByHand.class);
		KinesisMessageListenerContainer container = container("byHand.listen");
		assertThat(container.isRunning()).isFalse();
		assertThat(this.sources.applicationNames()).isEmpty();
		container.start();
		assertThat(this.sources.get("by-hand").isRunning()).isTrue();
		this.context.close();
		assertThat(this.sources.get("by-hand").isRunning()).isFalse();
	}

	@Test
	void annotationOfAnAnnotationMayOverrideItsAttributes() {
		run(MetaAnnotated.class);
		assertThat(this.sources.get("audit").request)
			.isEqualTo(new RecordSource.Request("audit", List.of("returns", "orders"), StartingPosition.LATEST));
		assertThat(container("metaAnnotated.listen").endpoint().id()).isEqualTo("metaAnnotated.listen");
	}

	@Test
	void lazyBeanIsRegisteredAndStartedWhenItIsMade() {
		run(LazyListener.class);
		assertThat(registry().getListenerContainers()).isEmpty();
		LazyListener bean = this.context.getBean(LazyListener.class);
		assertThat(container("lazyListener.listen").isRunning()).isTrue();
		this.sources.get("lazy").read("{\"name\":\"n\"}");
		assertThat(bean.got).containsExactly(new Order("n"));
	}

	@Test
	void secondInstanceOfAPrototypeIsAConflict() {
		run(PrototypeListener.class);
		this.context.getBean(PrototypeListener.class);
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> this.context.getBean(PrototypeListener.class))
			.havingRootCause()
			.isInstanceOf(InvalidListenerException.class)
			.withMessageStartingWith("'id' must differ between listeners (it names the container) but is"
					+ " 'prototypeListener.listen' for both");
		assertThat(registry().getListenerContainers()).hasSize(1);
	}

	@Test
	void methodsOfAnyVisibilityAreCalled() {
		run(Visibilities.class);
		List.of("package", "private", "protected").forEach((name) -> this.sources.get(name).read(name));
		assertThat(this.context.getBean(Visibilities.class).got).containsExactly("package", "private", "protected");
	}

	@Test
	void inheritedMethodIsFoundAndItsTypeResolved() {
		run(OrderListener.class);
		this.sources.get("inherited").read("{\"name\":\"n\"}");
		assertThat(this.context.getBean(OrderListener.class).got).containsExactly(new Order("n"));
	}

	@Test
	void methodOfABeanBehindAClassProxyIsCalledThroughTheProxyAndItsTypeResolved() {
		AtomicInteger calls = new AtomicInteger();
		proxy("orderListener", /* classes= */ true, calls);
		run(OrderListener.class);
		OrderListener bean = this.context.getBean(OrderListener.class);
		assertThat(AopUtils.isCglibProxy(bean)).isTrue();
		this.sources.get("inherited").read("{\"name\":\"n\"}");
		assertThat(calls).hasValue(1);
		assertThat(bean.got()).containsExactly(new Order("n"));
	}

	@Test
	void methodOfABeanBehindAnInterfaceProxyIsCalledThroughTheProxyAndItsTypeResolved() {
		AtomicInteger calls = new AtomicInteger();
		proxy("interfaceListener", /* classes= */ false, calls);
		run(InterfaceListener.class);
		assertThat(AopUtils.isJdkDynamicProxy(this.context.getBean(BatchHandler.class))).isTrue();
		this.sources.get("interface").read("{\"name\":\"n\"}");
		assertThat(calls).hasValue(1);
		assertThat(InterfaceListener.got).containsExactly(new Order("n"));
	}

	@Test
	void methodWhoseTypeTheInterfaceOfAProxyLeavesOpenIsExplained() {
		proxy("openListener", /* classes= */ false, new AtomicInteger());
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> run(OpenListener.class))
			.havingRootCause()
			.withMessageStartingWith("Need to invoke method 'listen' declared on target class 'OpenListener'");
	}

	@Test
	void methodThatTheInterfaceOfAProxyLacksIsExplained() {
		proxy("hiddenMethod", /* classes= */ false, new AtomicInteger());
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> run(HiddenMethod.class))
			.havingRootCause()
			.withMessageStartingWith("Need to invoke method 'listen' declared on target class 'HiddenMethod'");
	}

	@Test
	void asynchronousMethodIsRejected() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> run(Asynchronous.class))
			.withMessageContainingAll("Asynchronous.listen", "must not be @Async");
	}

	@Test
	void methodsOfAClassAreCalledByTheTypesOfTheirRecords() {
		this.properties.put("cancelled", "order-cancelled");
		run(Handlers.class);
		FakeSource source = this.sources.get("handlers");
		source.read("{\"type\":\"Order\",\"name\":\"n\"}");
		source.read("{\"type\":\"order-cancelled\"}");
		source.read("{}");
		assertThat(this.context.getBean(Handlers.class).got).containsExactly(new Order("n"), "cancelled", "other");
		assertThat(container("handlers").endpoint().streams()).containsExactly("a");
	}

	@Test
	void methodsOfAClassBehindAProxyAreCalledThroughTheProxy() {
		AtomicInteger calls = new AtomicInteger();
		proxy("handlers", /* classes= */ true, calls);
		this.properties.put("cancelled", "order-cancelled");
		run(Handlers.class);
		this.sources.get("handlers").read("{\"type\":\"Order\",\"name\":\"n\"}");
		assertThat(calls).hasValue(1);
		assertThat(this.context.getBean(Handlers.class).got()).containsExactly(new Order("n"));
	}

	@Test
	void classWithoutHandlersIsExplained() {
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> run(NoHandlers.class))
			.havingRootCause()
			.isInstanceOf(InvalidListenerException.class)
			.withMessageEndingWith("NoHandlers with @KinesisListener must have a method with @KinesisHandler");
	}

	@Test
	void handlersThatNobodyWouldCallAreExplained() {
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> run(LostHandlers.class))
			.havingRootCause()
			.isInstanceOf(InvalidListenerException.class)
			.withMessageEndingWith("LostHandlers must have @KinesisListener for its methods with @KinesisHandler");
	}

	@Test
	void methodMayListenSeveralTimes() {
		run(Several.class);
		this.sources.get("one").read("1");
		this.sources.get("two").read("2");
		assertThat(this.context.getBean(Several.class).got).containsExactly("1", "2");
		assertThat(this.sources.get("two").request.streams()).containsExactly("b");
	}

	@Test
	void annotationOfAnOverridingMethodReplacesThatOfTheOverriddenOne() {
		run(Overriding.class);
		assertThat(this.sources.applicationNames()).containsExactly("overriding");
	}

	@Test
	void beanThatIsAnEndpointIsRegistered() {
		run(Endpoints.class);
		this.sources.get("records").read("r");
		this.sources.get("batches").read("b");
		assertThat(this.context.getBean(Endpoints.class).got).containsExactly("r", "[b]");
		assertThat(container("batches").isRunning()).isTrue();
		assertThat(this.sources.get("batches").request.startingPosition()).isEqualTo(StartingPosition.LATEST);
	}

	@Test
	void batchBesideOneRecordIsRejected() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> run(BatchBesideRecord.class))
			.withMessageContaining("must take a List of records rather than one ReceivedRecord beside its batch");
	}

	@Test
	void nothingStartsIfOneListenerIsWrong() {
		assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> run(Ids.class, WrongAutoStartup.class));
		assertThat(this.sources.applicationNames()).isEmpty();
	}

	@Test
	void typesWithListenerMethodsAreTold() {
		assertThat(KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(MetaAnnotated.class)).isTrue();
		assertThat(KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(OrderListener.class)).isTrue();
		assertThat(KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(InterfaceListener.class)).isTrue();
		assertThat(KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(Handlers.class)).isTrue();
		assertThat(KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(Several.class)).isTrue();
		assertThat(KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(KinesisListenerEndpoint.class))
			.isTrue();
		assertThat(KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(Order.class)).isFalse();
		assertThat(KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(Object.class)).isFalse();
	}

	private void run(Class<?>... listeners) {
		this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", this.properties));
		this.context.setBeanNameGenerator((definition, registry) -> {
			String name = Objects.requireNonNull(definition.getBeanClassName());
			String simpleName = name.substring(name.lastIndexOf('$') + 1);
			return Character.toLowerCase(simpleName.charAt(0)) + simpleName.substring(1);
		});
		this.context.registerBean("sources", FakeSources.class, () -> this.sources);
		this.context.register(Infrastructure.class);
		this.context.register(listeners);
		this.context.refresh();
	}

	private void proxy(String beanName, boolean classes, AtomicInteger calls) {
		this.context.registerBean("countingInterceptor", MethodInterceptor.class, () -> (invocation) -> {
			if (invocation.getMethod().getName().equals("listen")) {
				calls.incrementAndGet();
			}
			return invocation.proceed();
		});
		this.context.registerBean("proxies", BeanNameAutoProxyCreator.class, () -> {
			BeanNameAutoProxyCreator proxies = new BeanNameAutoProxyCreator();
			proxies.setBeanNames(beanName);
			proxies.setProxyTargetClass(classes);
			proxies.setInterceptorNames("countingInterceptor");
			return proxies;
		});
	}

	private KinesisListenerEndpointRegistry registry() {
		return this.context.getBean(KinesisListenerEndpointRegistry.class);
	}

	private KinesisMessageListenerContainer container(String id) {
		return registry().getListenerContainer(id);
	}

	@Configuration(proxyBeanMethods = false)
	static class Infrastructure {

		@Bean
		static PropertySourcesPlaceholderConfigurer placeholders() {
			return new PropertySourcesPlaceholderConfigurer();
		}

		@Bean
		static KinesisListenerAnnotationBeanPostProcessor processor(
				ObjectProvider<KinesisListenerEndpointRegistry> registry,
				ObjectProvider<KinesisListenerContainerFactory> factory,
				ObjectProvider<RecordRecoverer.Resolver> recoverers, ObjectProvider<IdempotencyStore.Resolver> stores) {
			return new KinesisListenerAnnotationBeanPostProcessor(registry, factory, recoverers, stores);
		}

		@Bean
		KinesisListenerEndpointRegistry registry() {
			return new KinesisListenerEndpointRegistry();
		}

		@Bean
		KinesisProducer producer() {
			return KinesisProducer.builder(KinesisAsyncClient.builder().region(Region.US_EAST_1).build()).build();
		}

		@Bean
		KinesisListenerContainerFactory factory(RecordSource.Factory sources, KinesisProducer producer) {
			return new KinesisListenerContainerFactory(sources, KinesisMessageConverters.create(),
					ListenerContainerOptions.defaults()
						.withErrors(ErrorOptions.defaults().withMaxRetries(0).withRecoverer((failed) -> {
							throw new ShardStoppedException(failed.record(), failed.cause());
						})),
					Clock.systemUTC())
				.withRetryStreams(new RetryStreams(() -> producer, Clock.systemUTC(), Duration.ofSeconds(1)));
		}

	}

	record Order(String name) {
	}

	static class Ids {

		@KinesisListener(streams = "a", applicationName = "one")
		void byName(String text) {
		}

		@KinesisListener(streams = "a", applicationName = "two", id = "mine")
		void byId(String text) {
		}

	}

	static class Placeholders {

		@KinesisListener(streams = "${stream}-eu", id = "${id}", applicationName = "${app}",
				startingPosition = "${position}", autoStartup = "${auto}")
		void listen(String text) {
		}

	}

	static class UnknownPlaceholder {

		@KinesisListener(streams = "${no.such.property}", applicationName = "a")
		void listen(String text) {
		}

	}

	/** Gives its streams to an expression. */
	public static class Expressions {

		public List<String> getStreams() {
			return List.of("e", "f");
		}

		@KinesisListener(streams = "#{{'a', 'b'}}", applicationName = "list")
		void list(String text) {
		}

		@KinesisListener(streams = "#{new String[] {'c', 'd'}}", applicationName = "array")
		void array(String text) {
		}

		@KinesisListener(streams = "#{expressions.streams}", applicationName = "#{'be' + 'an'}")
		void bean(String text) {
		}

	}

	static class Commas {

		@KinesisListener(value = { "a, b", "${streams}", "f" }, applicationName = "commas")
		void listen(String text) {
		}

	}

	static class Positions {

		@KinesisListener(streams = "a", applicationName = "default")
		void byDefault(String text) {
		}

		@KinesisListener(streams = "a", applicationName = "moment",
				startingPosition = "AT_TIMESTAMP:2026-11-23T09:00:00Z")
		void atMoment(String text) {
		}

	}

	static class Nameless {

		@KinesisListener("a")
		void listen(String text) {
		}

	}

	static class Streamless {

		@KinesisListener(streams = "${stream}", applicationName = "a")
		void listen(String text) {
		}

	}

	static class Together {

		@KinesisListener(id = "together", streams = "a", applicationName = "together", ordering = "SHARD",
				concurrency = "1")
		void listen(String text) {
		}

	}

	static class Contradiction {

		@KinesisListener(streams = "a", applicationName = "contradiction", ordering = "SHARD", concurrency = "5")
		void listen(String text) {
		}

	}

	static class Retrying {

		@KinesisListener(id = "some", streams = "a", applicationName = "some", retryStream = "${retries}")
		void some(String text) {
		}

		@KinesisListener(id = "all", streams = "a", applicationName = "all", retryStream = "${retries}",
				retryStreamDelay = "5s", retryStreamAttempts = "2", startingPosition = "LATEST", mode = "FAN_OUT")
		void all(String text) {
		}

	}

	static class NoAttempts {

		@KinesisListener(streams = "a", applicationName = "none", retryStream = "b", retryStreamAttempts = "0")
		void listen(String text) {
		}

	}

	static class WrongPosition {

		@KinesisListener(streams = "a", applicationName = "a", startingPosition = "EARLIEST")
		void listen(String text) {
		}

	}

	static class WrongAutoStartup {

		@KinesisListener(streams = "a", applicationName = "a", autoStartup = "yes")
		void listen(String text) {
		}

	}

	static class ByHand {

		@KinesisListener(streams = "a", applicationName = "by-hand", autoStartup = "false")
		void listen(String text) {
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@KinesisListener(applicationName = "audit", startingPosition = "LATEST")
	@interface AuditListener {

		@AliasFor(annotation = KinesisListener.class, attribute = "streams")
		String[] of();

	}

	static class MetaAnnotated {

		@AuditListener(of = { "returns", "orders" })
		void listen(String text) {
		}

	}

	@Lazy
	static class LazyListener {

		final List<Order> got = new CopyOnWriteArrayList<>();

		@KinesisListener(streams = "a", applicationName = "lazy")
		void listen(Order order) {
			this.got.add(order);
		}

	}

	@Scope("prototype")
	static class PrototypeListener {

		@KinesisListener(streams = "a", applicationName = "prototype")
		void listen(String text) {
		}

	}

	static class Visibilities {

		final List<String> got = new CopyOnWriteArrayList<>();

		@KinesisListener(streams = "a", applicationName = "package")
		void ofPackage(String text) {
			this.got.add(text);
		}

		@KinesisListener(streams = "a", applicationName = "private")
		private void ofClass(String text) {
			this.got.add(text);
		}

		@KinesisListener(streams = "a", applicationName = "protected")
		protected void ofSubclasses(String text) {
			this.got.add(text);
		}

	}

	abstract static class AbstractListener<T> {

		final List<T> got = new CopyOnWriteArrayList<>();

		@KinesisListener(streams = "a", applicationName = "inherited")
		void listen(T payload) {
			this.got.add(payload);
		}

		List<T> got() {
			return this.got;
		}

	}

	static class OrderListener extends AbstractListener<Order> {

	}

	interface Handler<T> {

		void listen(T payload);

	}

	static class OpenListener implements Handler<Order> {

		@Override
		@KinesisListener(streams = "a", applicationName = "open")
		public void listen(Order order) {
		}

	}

	interface BatchHandler {

		void listen(List<Message<Order>> messages);

	}

	static class InterfaceListener implements BatchHandler {

		static final List<Order> got = new CopyOnWriteArrayList<>();

		@Override
		@KinesisListener(streams = "a", applicationName = "interface")
		public void listen(List<Message<Order>> messages) {
			messages.forEach((message) -> got.add(message.getPayload()));
		}

	}

	static class HiddenMethod implements Runnable {

		@Override
		public void run() {
		}

		@KinesisListener(streams = "a", applicationName = "hidden")
		void listen(String text) {
		}

	}

	static class Asynchronous {

		@Async
		@KinesisListener(streams = "a", applicationName = "asynchronous")
		void listen(String text) {
		}

	}

	@KinesisListener(streams = "a", applicationName = "handlers", typedBy = "/type")
	static class Handlers {

		final List<Object> got = new ArrayList<>();

		List<Object> got() {
			return this.got;
		}

		@KinesisHandler
		void listen(Order order) {
			this.got.add(order);
		}

		@KinesisHandler("${cancelled}")
		void cancelled(String text) {
			this.got.add("cancelled");
		}

		@KinesisHandler(isDefault = true)
		void other(ReceivedRecord record) {
			this.got.add("other");
		}

	}

	@KinesisListener(streams = "a", applicationName = "none")
	static class NoHandlers {

		void listen(String text) {
		}

	}

	static class LostHandlers {

		@KinesisHandler
		void listen(Order order) {
		}

	}

	static class Several {

		final List<String> got = new ArrayList<>();

		@KinesisListener(id = "first", streams = "a", applicationName = "one")
		@KinesisListener(id = "second", streams = "b", applicationName = "two")
		void listen(String text) {
			this.got.add(text);
		}

	}

	static class Overridden {

		@KinesisListener(streams = "a", applicationName = "overridden")
		void listen(String text) {
		}

	}

	static class Overriding extends Overridden {

		@Override
		@KinesisListener(streams = "a", applicationName = "overriding")
		void listen(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Endpoints {

		final List<String> got = new ArrayList<>();

		@Bean
		KinesisListenerEndpoint records() {
			return KinesisListenerEndpoint.ofRecords("records", "records", List.of("a"),
					(record) -> this.got.add(new String(record.bytes(), StandardCharsets.UTF_8)));
		}

		@Bean
		KinesisListenerEndpoint batches() {
			return KinesisListenerEndpoint
				.ofBatches("batches", "batches", List.of("a"),
						(records) -> this.got.add(records.stream()
							.map((each) -> new String(each.bytes(), StandardCharsets.UTF_8))
							.toList()
							.toString()))
				.withOptions((options) -> options.withStartingPosition(StartingPosition.LATEST));
		}

	}

	static class BatchBesideRecord {

		@KinesisListener(streams = "a", applicationName = "batch")
		void listen(List<String> texts, ReceivedRecord record) {
		}

	}

	/** Sources that read what a test tells them to. */
	static final class FakeSources implements RecordSource.Factory {

		private final Map<String, FakeSource> sources = new ConcurrentHashMap<>();

		@Override
		public RecordSource create(RecordSource.Request request, ShardHandler.Factory handlers) {
			FakeSource source = new FakeSource(request, handlers);
			this.sources.put(request.applicationName(), source);
			return source;
		}

		FakeSource get(String applicationName) {
			return Objects.requireNonNull(this.sources.get(applicationName),
					() -> "No source of " + applicationName + " among " + this.sources.keySet());
		}

		List<String> applicationNames() {
			return List.copyOf(this.sources.keySet());
		}

	}

	static final class FakeSource implements RecordSource {

		private final Request request;

		private final ShardHandler.Factory handlers;

		private volatile boolean running;

		FakeSource(Request request, ShardHandler.Factory handlers) {
			this.request = request;
			this.handlers = handlers;
		}

		void read(String payload) {
			ReceivedRecord record = new ReceivedRecord(this.request.streams().get(0), "shardId-000000000000", "key",
					null, "1", 0, Instant.EPOCH, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)), Map.of());
			assertThat(TestShards.read(this.handlers.create(TestShards.shard()), List.of(record)))
				.containsExactly(record);
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public boolean stop(Duration timeout) {
			this.running = false;
			return true;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
