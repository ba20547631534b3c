package io.kinesisboot.listener.method;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.util.StringValueResolver;
import org.springframework.validation.Validator;

/**
 * What listener methods are called with the help of. Immutable.
 *
 * @param converter makes payloads of bytes
 * @param validator validates the payloads of parameters that ask for it, or null
 * @param resultSender sends what methods with {@code @SendTo} return, or null
 * @param interceptors run around each call, in their order
 * @param text replaces placeholders in the annotations of methods
 * @since 0.1.0
 */
public record ListenerMethodOptions(SmartMessageConverter converter, @Nullable Validator validator,
		@Nullable ResultSender resultSender, List<KinesisListenerInterceptor> interceptors, StringValueResolver text) {

	public ListenerMethodOptions {
		interceptors = List.copyOf(interceptors);
	}

	/**
	 * Nothing but a converter.
	 * @param converter makes payloads of bytes
	 * @return the options
	 */
	public static ListenerMethodOptions of(SmartMessageConverter converter) {
		return new ListenerMethodOptions(converter, null, null, List.of(), (text) -> text);
	}

	public ListenerMethodOptions withValidator(@Nullable Validator validator) {
		return new ListenerMethodOptions(this.converter, validator, this.resultSender, this.interceptors, this.text);
	}

	public ListenerMethodOptions withResultSender(@Nullable ResultSender resultSender) {
		return new ListenerMethodOptions(this.converter, this.validator, resultSender, this.interceptors, this.text);
	}

	public ListenerMethodOptions withInterceptors(List<KinesisListenerInterceptor> interceptors) {
		return new ListenerMethodOptions(this.converter, this.validator, this.resultSender, interceptors, this.text);
	}

	public ListenerMethodOptions withText(StringValueResolver text) {
		return new ListenerMethodOptions(this.converter, this.validator, this.resultSender, this.interceptors, text);
	}

}
