package io.kinesisboot.dedup.jdbc;

import org.junit.jupiter.api.AfterAll;

class H2StoreTests extends JdbcStoreContract {

	private static final Database database = Database.h2();

	@AfterAll
	static void close() {
		database.close();
	}

	@Override
	protected Database database() {
		return database;
	}

}
