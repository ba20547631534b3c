package io.kinesisboot.dedup.jdbc;

import java.util.Objects;

import io.kinesisboot.dedup.LocalServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MariaDbStoreTests extends JdbcStoreContract {

	private static @Nullable LocalServer server;

	private static @Nullable Database database;

	@BeforeAll
	static void start() {
		server = LocalServer.mariadb();
		database = Database.mariadb(server).create();
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			Objects.requireNonNull(database).close();
			server.close();
		}
	}

	@Override
	protected Database database() {
		return Objects.requireNonNull(database);
	}

}
