package io.kinesisboot.listener;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.context.SmartLifecycle;

/**
 * The containers of an application context. Starts and stops them with it, all at once.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisListenerEndpointRegistry implements SmartLifecycle {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, KinesisMessageListenerContainer> containers = new LinkedHashMap<>();

	private volatile boolean running;

	/**
	 * Adds a listener. Its container starts with the registry, or at once if that runs.
	 * @param endpoint the listener
	 * @param factory makes its container
	 * @throws InvalidListenerException if another listener has the same id, or the same
	 * application name, that of a retry stream included, or if the method takes or
	 * returns what it cannot
	 */
	public void register(KinesisListenerEndpoint endpoint, KinesisListenerContainerFactory factory) {
		KinesisMessageListenerContainer container = factory.create(endpoint);
		this.lock.lock();
		try {
			this.containers.values().forEach((other) -> rejectConflict(other, container));
			this.containers.put(endpoint.id(), container);
		}
		finally {
			this.lock.unlock();
		}
		if (this.running && container.isAutoStartup()) {
			container.start();
		}
	}

	/**
	 * Stops a listener and removes it. Waits for the records in hand, within the shutdown
	 * timeout; until then its id and its application name stay taken.
	 * @param id the listener's id
	 * @return whether there was one of that id
	 */
	public boolean unregister(String id) {
		KinesisMessageListenerContainer container = findListenerContainer(id).orElse(null);
		if (container == null) {
			return false;
		}
		container.stop();
		this.lock.lock();
		try {
			return this.containers.remove(id, container);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void rejectConflict(KinesisMessageListenerContainer first, KinesisMessageListenerContainer second) {
		String id = first.endpoint().id();
		if (id.equals(second.endpoint().id())) {
			throw conflict("id", "it names the container", id, first.endpoint(), second.endpoint());
		}
		for (String name : first.applicationNames()) {
			if (second.applicationNames().contains(name)) {
				throw conflict("applicationName",
						"listeners of one name share shards and checkpoints, so that each would get a part only", name,
						first.endpoint(), second.endpoint());
			}
		}
	}

	private static InvalidListenerException conflict(String setting, String reason, String value,
			KinesisListenerEndpoint first, KinesisListenerEndpoint second) {
		return new InvalidListenerException("'%s' must differ between listeners (%s) but is '%s' for both %s and %s"
			.formatted(setting, reason, value, first, second));
	}

	/**
	 * Finds a container.
	 * @param id the listener's id
	 * @return the container
	 * @throws IllegalArgumentException if there is none of that id, with those that there
	 * are
	 */
	public KinesisMessageListenerContainer getListenerContainer(String id) {
		return findListenerContainer(id).orElseThrow(
				() -> new IllegalArgumentException("'id' must be that of a listener, %s, but was '%s'".formatted(
						getListenerContainers().stream().map((container) -> container.endpoint().id()).toList(), id)));
	}

	/**
	 * Finds a container, if there is one.
	 * @param id the listener's id
	 * @return the container, empty if there is none of that id
	 */
	public Optional<KinesisMessageListenerContainer> findListenerContainer(String id) {
		this.lock.lock();
		try {
			return Optional.ofNullable(this.containers.get(id));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * All containers.
	 * @return the containers, in the order in which they were registered
	 */
	public Collection<KinesisMessageListenerContainer> getListenerContainers() {
		this.lock.lock();
		try {
			return List.copyOf(this.containers.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void start() {
		this.running = true;
		AtOnce.forEach(getListenerContainers().stream().filter(KinesisMessageListenerContainer::isAutoStartup).toList(),
				KinesisMessageListenerContainer::start);
	}

	@Override
	public void stop() {
		this.running = false;
		AtOnce.forEach(getListenerContainers(), KinesisMessageListenerContainer::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
