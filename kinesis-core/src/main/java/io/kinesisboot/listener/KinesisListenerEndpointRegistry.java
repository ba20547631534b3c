package io.kinesisboot.listener;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

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
	 * application name, or if the method takes or returns what it cannot
	 */
	public void register(KinesisListenerEndpoint endpoint, KinesisListenerContainerFactory factory) {
		KinesisMessageListenerContainer container = factory.create(endpoint);
		this.lock.lock();
		try {
			this.containers.values().forEach((other) -> rejectConflict(other.endpoint(), endpoint));
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
		KinesisMessageListenerContainer container = getListenerContainer(id);
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

	private static void rejectConflict(KinesisListenerEndpoint first, KinesisListenerEndpoint second) {
		if (first.id().equals(second.id())) {
			throw conflict("id", "it names the container", first.id(), first, second);
		}
		if (first.applicationName().equals(second.applicationName())) {
			throw conflict("applicationName",
					"listeners of one name share shards and checkpoints, so that each would get a part only",
					first.applicationName(), first, second);
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
	 * @return the container, or null if there is none of that id
	 */
	public @Nullable KinesisMessageListenerContainer getListenerContainer(String id) {
		this.lock.lock();
		try {
			return this.containers.get(id);
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
		forEachAtOnce(getListenerContainers().stream().filter(KinesisMessageListenerContainer::isAutoStartup).toList(),
				KinesisMessageListenerContainer::start);
	}

	@Override
	public void stop() {
		this.running = false;
		forEachAtOnce(getListenerContainers(), KinesisMessageListenerContainer::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private static void forEachAtOnce(Collection<KinesisMessageListenerContainer> containers,
			Consumer<KinesisMessageListenerContainer> action) {
		if (containers.isEmpty()) {
			return;
		}
		ExecutorService executor = Executors.newFixedThreadPool(containers.size(),
				(task) -> new Thread(task, "kinesis-lifecycle"));
		try {
			List<Callable<Object>> tasks = containers.stream()
				.map((container) -> Executors.callable(() -> action.accept(container)))
				.toList();
			throwFirst(executor.invokeAll(tasks));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KinesisBootException("Interrupted while listeners were being started or stopped", ex);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void throwFirst(List<Future<Object>> results) throws InterruptedException {
		RuntimeException first = null;
		for (Future<Object> result : results) {
			try {
				result.get();
			}
			catch (ExecutionException ex) {
				RuntimeException failure = (ex.getCause() instanceof RuntimeException cause) ? cause
						: new KinesisBootException("A listener could not be started or stopped", ex.getCause());
				if (first == null) {
					first = failure;
				}
				else {
					first.addSuppressed(failure);
				}
			}
		}
		if (first != null) {
			throw first;
		}
	}

}
