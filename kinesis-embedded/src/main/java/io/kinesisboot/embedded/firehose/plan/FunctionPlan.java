package io.kinesisboot.embedded.firehose.plan;

/**
 * The function that transforms records. Immutable.
 *
 * @param arn its ARN
 * @param retries how often it is called again after it failed
 * @param limits how many records it gets at once
 * @since 0.1.0
 */
public record FunctionPlan(String arn, int retries, BufferLimits limits) {

}
