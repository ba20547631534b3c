package io.kinesisboot.samples.telemetry;

import java.time.Instant;

/**
 * What a device has measured.
 *
 * @param device the device's name, by which the readings are kept in order
 * @param time when
 * @param temperature in degrees Celsius
 * @param humidity in percent
 * @param battery in percent
 */
record Reading(String device, Instant time, double temperature, int humidity, int battery) {

}
