package io.kinesisboot.embedded.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Sees every call on its way, and decides what befalls it. Thread-safe; must not block.
 *
 * @since 0.1.0
 */
public interface CallInterceptor {

	/** Lets every call pass in peace. */
	CallInterceptor NONE = new CallInterceptor() {

		@Override
		public Disturbance before(Call call) {
			return Disturbance.NONE;
		}

		@Override
		public Delivery after(Call call, @Nullable AwsError refusal) {
			return Delivery.WHOLE;
		}

	};

	/**
	 * A call has come.
	 * @param call the call
	 * @return what befalls it, {@link Disturbance#NONE} in peace
	 */
	Disturbance before(Call call);

	/**
	 * A call has got its answer, which is not on its way yet.
	 * @param call the call
	 * @param refusal what it was refused with, or null if it was not
	 * @return what becomes of the answer
	 */
	Delivery after(Call call, @Nullable AwsError refusal);

}
