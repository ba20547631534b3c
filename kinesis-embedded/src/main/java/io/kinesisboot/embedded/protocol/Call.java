package io.kinesisboot.embedded.protocol;

/**
 * A call that reached the endpoint. Immutable.
 *
 * @param service the service's target prefix, such as {@code Kinesis_20131202}
 * @param action the action's name, such as {@code PutRecords}
 * @param parameters its parameters
 * @since 0.1.0
 */
public record Call(String service, String action, RequestBody parameters) {

}
