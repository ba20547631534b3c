package io.kinesisboot.embedded.firehose.delivery;

import io.kinesisboot.embedded.firehose.plan.DeliveryPlan;

/**
 * What a delivery stream is to do. Immutable.
 *
 * @param plan the plan
 * @param number which of its plans it is, from 1
 */
record PlanVersion(DeliveryPlan plan, int number) {

}
