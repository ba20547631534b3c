package io.kinesisboot.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Meters of listeners. Immutable.
 *
 * @param maxShards how many shards of this process have gauges of their own; those beyond
 * share theirs
 * @param kcl where the figures go that the Kinesis Client Library takes of itself:
 * MICROMETER, CLOUDWATCH or NONE
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.metrics")
public record KinesisMetricsProperties(@DefaultValue("100") int maxShards, @DefaultValue("MICROMETER") Kcl kcl) {

	/** The name of the second property. */
	public static final String KCL = "kinesis.metrics.kcl";

	public KinesisMetricsProperties {
		if (maxShards < 0) {
			throw new IllegalArgumentException("'maxShards' must be 0 or more but was " + maxShards);
		}
	}

	/**
	 * Where KCL's own figures go.
	 */
	public enum Kcl {

		/** To the application's meters, if it has any. */
		MICROMETER,

		/** To CloudWatch, under the application's name. */
		CLOUDWATCH,

		/** Nowhere. */
		NONE

	}

}
