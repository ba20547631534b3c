package io.kinesisboot.annotation;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.kinesisboot.listener.InvalidListenerException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * What the annotations of a type say. Immutable.
 *
 * @param ofMethods the listeners of its methods
 * @param ofClass the listeners of itself
 * @param handlers the methods that these call
 */
record AnnotatedListeners(Map<Method, List<KinesisListener>> ofMethods, List<KinesisListener> ofClass,
		Map<Method, KinesisHandler> handlers) {

	static AnnotatedListeners of(Class<?> type) {
		Map<Method, List<KinesisListener>> ofMethods = new LinkedHashMap<>();
		Map<Method, KinesisHandler> handlers = new LinkedHashMap<>();
		annotatedMethods(type).forEach((method, annotations) -> {
			if (annotations.isPresent(KinesisListener.class)) {
				ofMethods.put(method, listeners(annotations));
			}
			if (annotations.isPresent(KinesisHandler.class)) {
				handlers.put(method, annotations.get(KinesisHandler.class).synthesize());
			}
		});
		List<KinesisListener> ofClass = listeners(MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY));
		if (ofClass.isEmpty() != handlers.isEmpty()) {
			throw new InvalidListenerException(
					handlers.isEmpty() ? type + " with @KinesisListener must have a method with @KinesisHandler"
							: type + " must have @KinesisListener for its methods with @KinesisHandler");
		}
		return new AnnotatedListeners(ofMethods, ofClass, handlers);
	}

	private static Map<Method, MergedAnnotations> annotatedMethods(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<@Nullable MergedAnnotations>) (method) -> {
					MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
					return (annotations.isPresent(KinesisListener.class) || annotations.isPresent(KinesisHandler.class))
							? annotations : null;
				});
	}

	/**
	 * The annotations of an element, or else of the nearest one that it overrides.
	 */
	private static List<KinesisListener> listeners(MergedAnnotations annotations) {
		int nearest = annotations.get(KinesisListener.class).getAggregateIndex();
		return annotations.stream(KinesisListener.class)
			.filter((annotation) -> annotation.getAggregateIndex() == nearest)
			.map(MergedAnnotation::synthesize)
			.toList();
	}

	boolean isEmpty() {
		return this.ofMethods.isEmpty() && this.ofClass.isEmpty();
	}

}
