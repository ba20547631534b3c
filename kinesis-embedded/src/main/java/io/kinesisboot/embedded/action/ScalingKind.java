package io.kinesisboot.embedded.action;

/**
 * How UpdateShardCount spreads the hash keys.
 */
enum ScalingKind {

	UNIFORM_SCALING

}
