package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.action.KinesisService;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.Limits;

/**
 * Makes services to call without HTTP.
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

}
