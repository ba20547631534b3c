package io.kinesisboot.samples.clickstream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Sends each request of an access log as an event to a Kinesis stream, counts the views
 * of each page as the events come back, and prints the ten most viewed.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ClickstreamApplication {

	/** The stream; {@code application.properties} has it created with four shards. */
	static final String STREAM = "clickstream";

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(ClickstreamApplication.class);
		application.addListeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>) (event) -> application
			.setWebApplicationType(keepsRunning(event) ? WebApplicationType.SERVLET : WebApplicationType.NONE));
		ConfigurableApplicationContext context = application.run(args);
		if (!context.getBean(ClickstreamProperties.class).keepRunning()) {
			System.exit(SpringApplication.exit(context));
		}
	}

	private static boolean keepsRunning(ApplicationEnvironmentPreparedEvent event) {
		return event.getEnvironment().getProperty("clickstream.keep-running", Boolean.class, false);
	}

}
