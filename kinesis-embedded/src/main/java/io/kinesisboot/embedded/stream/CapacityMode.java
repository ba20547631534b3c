package io.kinesisboot.embedded.stream;

/**
 * Who decides how many shards a stream has: its owner, or the service.
 */
enum CapacityMode {

	PROVISIONED, ON_DEMAND

}
