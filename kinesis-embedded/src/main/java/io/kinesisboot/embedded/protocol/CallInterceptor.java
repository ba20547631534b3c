package io.kinesisboot.embedded.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Sees every call on its way, and decides what befalls it. Thread-safe; must not block.
 *
 * @since 0.1.0
 */
public interface CallInterceptor {

	/**
	 * A call has come.
	 * @param call the call
	 * @return what befalls it, {@link Disturbance#NONE} in peace
	 */
	Disturbance before(Call call);

	/**
	 * A call has been answered.
	 * @param call the call
	 * @param refusal what it was refused with, or null if it was not
	 */
	void after(Call call, @Nullable AwsError refusal);

}
