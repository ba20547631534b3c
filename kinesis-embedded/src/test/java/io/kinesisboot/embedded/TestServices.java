package io.kinesisboot.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.action.KinesisService;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.assertj.core.api.AbstractStringAssert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Makes services, and calls them without HTTP. What calls and answers hold is written as
 * JSON with single quotes.
 */
public final class TestServices {

	private TestServices() {
	}

	/**
	 * Makes a service without streams, faults and limits.
	 * @param clock its time
	 * @return the service, of account 000000000000 in us-east-1
	 */
	public static KinesisService kinesis(Clock clock) {
		return kinesis(clock, Duration.ZERO);
	}

	/**
	 * Makes a service without streams, faults and limits.
	 * @param clock its time
	 * @param transitionTime how long a stream takes to be created, changed or deleted
	 * @return the service, of account 000000000000 in us-east-1
	 */
	public static KinesisService kinesis(Clock clock, Duration transitionTime) {
		Account account = new Account(new ArnScope("us-east-1", "000000000000"), clock, transitionTime);
		return new KinesisService(account, 64 * 1024 * 1024, new Faults(0),
				new LimitEnforcer(Limits.off(), account.id(), clock));
	}

	/**
	 * Reads the parameters of a call.
	 * @param json the parameters
	 * @return the same, as a service takes them
	 */
	public static RequestBody parameters(String json) {
		return WireFormat.JSON.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Calls a service.
	 * @param service the service
	 * @param action the action
	 * @param json its parameters
	 * @return the answer
	 */
	public static String call(AwsService service, String action, String json) {
		byte[] answer = WireFormat.JSON.write(service.call(action, parameters(json)));
		return new String(answer, StandardCharsets.UTF_8).replace('"', '\'');
	}

	/**
	 * Calls a service that is to refuse.
	 * @param service the service
	 * @param action the action
	 * @param json its parameters
	 * @param type what it is to be refused with
	 * @return the message of the refusal, to look at
	 */
	public static AbstractStringAssert<?> assertRefusal(AwsService service, String action, String json, String type) {
		AwsError refusal = catchThrowableOfType(AwsError.class, () -> call(service, action, json));
		assertThat(refusal).as("%s of %s", action, json).isNotNull().returns(type, AwsError::type);
		return assertThat(refusal.getMessage());
	}

}
