package io.kinesisboot.samples.lambda;

import java.time.Instant;

/**
 * What a device has measured, as the telemetry sample sends it.
 *
 * @param device the device's name
 * @param time when
 * @param temperature in degrees Celsius
 */
record Reading(String device, Instant time, double temperature) {

}
