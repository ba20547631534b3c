package io.kinesisboot.samples.lambda;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the application.
 *
 * @param temperature from which temperature on a reading is an alarm, in degrees Celsius
 */
@ConfigurationProperties("alarm")
public record AlarmProperties(@DefaultValue("35") double temperature) {

}
