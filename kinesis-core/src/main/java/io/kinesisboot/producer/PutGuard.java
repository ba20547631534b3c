package io.kinesisboot.producer;

import io.kinesisboot.guard.CallGuard;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the calls of a producer back. Senders ask whether records are taken; all
 * else is confined to the dispatcher.
 */
final class PutGuard {

	private final CallGuard guard;

	private final OpenCircuit buffered;

	private boolean waiting;

	private long askAgain;

	PutGuard(CallGuard guard, OpenCircuit buffered) {
		this.guard = guard;
		this.buffered = buffered;
	}

	/**
	 * Why no record is taken now. A circuit that has been open for long enough is half
	 * open when a sender asks, since nothing may be there to make a call with.
	 * @return the reason, or null if there is none
	 */
	@Nullable Refusal refusal() {
		String circuit = this.guard.openCircuit();
		if (circuit == null) {
			return null;
		}
		if (this.guard.ask() instanceof CallGuard.Permit permit) {
			permit.unused();
			return null;
		}
		return refusal(circuit);
	}

	/**
	 * Why the records that wait are to fail now.
	 * @return the reason, or null if they are not
	 */
	@Nullable Refusal refusalOfBuffered() {
		String circuit = (this.buffered == OpenCircuit.FAIL) ? this.guard.openCircuit() : null;
		return (circuit != null) ? refusal(circuit) : null;
	}

	private static Refusal refusal(String circuit) {
		Reason reason = new Reason(null, "the circuit breaker '" + circuit + "' is open", null);
		return (record, attempts) -> new SendException(record, attempts, reason);
	}

	/**
	 * Asks for a call, if there is anything to make it with.
	 * @return the permit, or null if it is not to be made now
	 */
	CallGuard.@Nullable Permit ask(StreamLanes stream, long now) {
		if (this.guard == CallGuard.NONE) {
			return CallGuard.Permit.FREE;
		}
		if (waitNanos(now) > 0 || stream.nextNanos(now) > 0) {
			return null;
		}
		CallGuard.Answer answer = this.guard.ask();
		this.waiting = answer instanceof CallGuard.Later;
		if (answer instanceof CallGuard.Later later) {
			this.askAgain = now + later.pause().toNanos();
		}
		return (answer instanceof CallGuard.Permit permit) ? permit : null;
	}

	/**
	 * How long no call is permitted.
	 * @param now the time
	 * @return nanoseconds; 0 if one may be
	 */
	long waitNanos(long now) {
		return this.waiting ? Math.max(0, this.askAgain - now) : 0;
	}

}
