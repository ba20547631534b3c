package io.kinesisboot.resilience;

import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.guard.CallGuard;
import org.jspecify.annotations.Nullable;

/**
 * Several guards, all of which have to permit a call. Thread-safe.
 *
 * @param guards the guards, in the order in which they are asked
 */
record GuardChain(List<CallGuard> guards) implements CallGuard {

	static CallGuard of(List<CallGuard> guards) {
		return switch (guards.size()) {
			case 0 -> NONE;
			case 1 -> guards.get(0);
			default -> new GuardChain(List.copyOf(guards));
		};
	}

	@Override
	public Answer ask() {
		List<Permit> permits = new ArrayList<>(this.guards.size());
		for (CallGuard guard : this.guards) {
			Answer answer = guard.ask();
			if (!(answer instanceof Permit permit)) {
				permits.forEach(Permit::unused);
				return answer;
			}
			permits.add(permit);
		}
		return new Permits(permits);
	}

	@Override
	public @Nullable String openCircuit() {
		for (CallGuard guard : this.guards) {
			String name = guard.openCircuit();
			if (name != null) {
				return name;
			}
		}
		return null;
	}

	/**
	 * One permit of each guard.
	 *
	 * @param permits the permits
	 */
	private record Permits(List<Permit> permits) implements Permit {

		@Override
		public void succeeded() {
			this.permits.forEach(Permit::succeeded);
		}

		@Override
		public boolean failed(Throwable cause) {
			boolean counts = true;
			for (Permit permit : this.permits) {
				counts &= permit.failed(cause);
			}
			return counts;
		}

		@Override
		public void unused() {
			this.permits.forEach(Permit::unused);
		}

	}

}
