package io.kinesisboot.embedded.junit;

import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives each class or method that is annotated with {@link EmbeddedKinesis} an endpoint,
 * which the context's store keeps and closes. A class whose tests have one each keeps the
 * annotation there instead, so that the nearest entry says what holds. Stateless.
 */
final class EmbeddedKinesisExtension
		implements TestInstancePreConstructCallback, BeforeAllCallback, BeforeEachCallback, ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(EmbeddedKinesisExtension.class);

	/**
	 * Comes before {@link #beforeAll} where all tests of a class have one instance.
	 */
	@Override
	public void preConstructTestInstance(TestInstanceFactoryContext instance, ExtensionContext context) {
		beforeAll(context);
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		annotation(context).ifPresent((settings) -> {
			if (settings.perTest()) {
				keep(context, () -> settings);
			}
			else {
				start(settings, context);
			}
		});
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		annotation(context).or(() -> perTest(context)).ifPresent((settings) -> start(settings, context));
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return TestEndpoint.provides(parameter.getParameter().getType());
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		if (store(context).get(NAMESPACE) instanceof TestEndpoint endpoint) {
			return endpoint.provide(parameter.getParameter().getType(), store(context.getRoot()));
		}
		throw new ParameterResolutionException(
				"'%s' belongs to an endpoint that starts with each test; take it as a parameter of the test or of a @BeforeEach method"
					.formatted(parameter.getParameter()));
	}

	private static void start(EmbeddedKinesis settings, ExtensionContext context) {
		keep(context, () -> TestEndpoint.start(settings, context, store(context)));
	}

	/**
	 * Keeps what holds for a context, once. An entry of an enclosing context is found in
	 * the store as well, but not one by this context's own id.
	 */
	private static void keep(ExtensionContext context, Supplier<Object> entry) {
		ExtensionContext.Store store = store(context);
		if (store.get(context.getUniqueId()) == null) {
			store.put(NAMESPACE, entry.get());
			store.put(context.getUniqueId(), true);
		}
	}

	private static Optional<EmbeddedKinesis> annotation(ExtensionContext context) {
		return AnnotationSupport.findAnnotation(context.getElement(), EmbeddedKinesis.class);
	}

	private static Optional<EmbeddedKinesis> perTest(ExtensionContext context) {
		return (store(context).get(NAMESPACE) instanceof EmbeddedKinesis settings) ? Optional.of(settings)
				: Optional.empty();
	}

	private static ExtensionContext.Store store(ExtensionContext context) {
		return context.getStore(NAMESPACE);
	}

}
