package io.kinesisboot.autoconfigure.dedup;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.dedup.IdempotencyStore;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds stores: what this library brings, if its libraries and beans are there, and
 * beans. Thread-safe.
 */
final class IdempotencyStores implements IdempotencyStore.Resolver {

	/** What a store needs that is not there. */
	private static final Map<String, String> NEEDS = Map.of("dynamodb", "software.amazon.awssdk:dynamodb", "jdbc",
			"org.springframework:spring-jdbc and a DataSource bean", "jdbc-transaction",
			"org.springframework:spring-jdbc, a DataSource and a PlatformTransactionManager bean", "redis",
			"org.springframework.boot:spring-boot-starter-data-redis and a StringRedisTemplate bean");

	private final ListableBeanFactory beans;

	private final List<NamedStore> stores;

	private final Map<String, IdempotencyStore> made = new ConcurrentHashMap<>();

	IdempotencyStores(ListableBeanFactory beans, List<NamedStore> stores) {
		this.beans = beans;
		this.stores = stores;
	}

	@Override
	public IdempotencyStore resolve(String name) {
		return this.made.computeIfAbsent(name, this::find);
	}

	private IdempotencyStore find(String name) {
		return this.stores.stream()
			.filter((store) -> store.name().equals(name))
			.findFirst()
			.map(IdempotencyStores::make)
			.orElseGet(() -> bean(name));
	}

	private static IdempotencyStore make(NamedStore named) {
		try {
			return named.store().get();
		}
		catch (IllegalArgumentException | KinesisBootException ex) {
			throw new IllegalArgumentException("'%s' does not do for 'idempotent' = '%s': %s".formatted(named.setting(),
					named.name(), ex.getMessage()), ex);
		}
	}

	private IdempotencyStore bean(String name) {
		String needs = NEEDS.get(name);
		if (needs != null) {
			throw new IllegalArgumentException("'idempotent' = '%s' needs %s".formatted(name, needs));
		}
		if (!this.beans.containsBean(name) || !this.beans.isTypeMatch(name, IdempotencyStore.class)) {
			throw new IllegalArgumentException(
					"'idempotent' must be 'memory', 'dynamodb', 'jdbc', 'jdbc-transaction', 'redis', 'none' or the name of an IdempotencyStore bean but was '%s'"
						.formatted(name));
		}
		return this.beans.getBean(name, IdempotencyStore.class);
	}

}
