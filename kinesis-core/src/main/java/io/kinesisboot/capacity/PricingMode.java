package io.kinesisboot.capacity;

/**
 * What a stream is paid by.
 *
 * @since 0.1.0
 */
public enum PricingMode {

	/** By the shards it has. */
	PROVISIONED("provisioned"),

	/** By its traffic, and by the hour. */
	ON_DEMAND("on-demand"),

	/**
	 * By its traffic, at a lower price, for an account that pays a least traffic in any
	 * case.
	 */
	ON_DEMAND_ADVANTAGE("on-demand Advantage");

	private final String text;

	PricingMode(String text) {
		this.text = text;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
