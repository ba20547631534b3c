package io.kinesisboot.embedded.junit;

import java.util.Optional;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives each class or method that is annotated with {@link EmbeddedKinesis} an endpoint,
 * which the context's store keeps and closes. A class whose tests have one each keeps the
 * annotation there instead, so that the nearest entry says what holds. Stateless.
 */
final class EmbeddedKinesisExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(EmbeddedKinesisExtension.class);

	@Override
	public void beforeAll(ExtensionContext context) {
		annotation(context).ifPresent((settings) -> {
			if (settings.perTest()) {
				store(context).put(NAMESPACE, settings);
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
		ExtensionContext.Store store = store(context);
		store.put(NAMESPACE, TestEndpoint.start(settings, context, store));
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
