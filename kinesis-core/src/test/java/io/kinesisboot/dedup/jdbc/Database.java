package io.kinesisboot.dedup.jdbc;

import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.kinesisboot.dedup.LocalServer;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A database with the table of keys.
 */
public final class Database implements AutoCloseable {

	private final HikariDataSource dataSource = new HikariDataSource();

	private final JdbcDialect dialect;

	private Database(JdbcDialect dialect, String url) {
		this.dialect = dialect;
		this.dataSource.setJdbcUrl(url);
		this.dataSource.setMaximumPoolSize(5);
	}

	/**
	 * A new one, within this process.
	 */
	public static Database h2() {
		return new Database(JdbcDialect.H2, "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1").create();
	}

	/**
	 * The one of a server.
	 */
	public static Database postgresql(LocalServer server) {
		return at(JdbcDialect.POSTGRESQL, "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=test");
	}

	/**
	 * One that is new, of a server.
	 */
	public static Database mariadb(LocalServer server) {
		return at(JdbcDialect.MYSQL,
				"jdbc:mariadb://127.0.0.1:" + server.port() + "/keys?user=root&createDatabaseIfNotExist=true");
	}

	/**
	 * The one of an address.
	 */
	public static Database at(JdbcDialect dialect, String url) {
		return new Database(dialect, url);
	}

	/**
	 * The address.
	 */
	public String url() {
		return this.dataSource.getJdbcUrl();
	}

	/**
	 * Creates the table by the script that is shipped.
	 */
	public Database create() {
		new ResourceDatabasePopulator(new ClassPathResource(this.dialect.schema())).execute(this.dataSource);
		return this;
	}

	public HikariDataSource dataSource() {
		return this.dataSource;
	}

	@Override
	public void close() {
		this.dataSource.close();
	}

}
