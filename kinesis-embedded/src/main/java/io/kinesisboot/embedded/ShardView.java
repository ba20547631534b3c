package io.kinesisboot.embedded;

/**
 * A shard as it was at one moment. Immutable.
 *
 * @param id its id
 * @param open whether it takes records
 * @param records how many records it holds
 * @since 0.1.0
 */
public record ShardView(String id, boolean open, long records) {

}
