package io.kinesisboot.embedded.lease;

import java.time.Clock;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.RequestBody;

/**
 * The part of DynamoDB that the Kinesis Client Library keeps its leases in: tables with
 * global secondary indexes, conditional writes by expressions and by the parameters that
 * came before them, queries, scans and transactions, in memory. Tables and indexes are
 * ready at once. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LeaseStore implements AwsService {

	private final TableActions tables;

	private final ItemActions items;

	private final TransactionActions transactions;

	private final SearchActions searches;

	/**
	 * Creates a store without tables.
	 * @param region the region that is part of the tables' ARNs
	 * @param accountId the account that is part of the tables' ARNs
	 * @param clock tells when tables are created
	 */
	public LeaseStore(String region, String accountId, Clock clock) {
		LeaseTables all = new LeaseTables("arn:aws:dynamodb:" + region + ":" + accountId + ":table/", clock);
		this.tables = new TableActions(all);
		this.items = new ItemActions(all);
		this.transactions = new TransactionActions(all);
		this.searches = new SearchActions(all);
	}

	@Override
	public String targetPrefix() {
		return "DynamoDB_20120810";
	}

	@Override
	public Answer call(String action, RequestBody request) {
		return switch (action) {
			case "CreateTable" -> this.tables.create(request);
			case "DescribeTable" -> this.tables.describe(request);
			case "UpdateTable" -> this.tables.update(request);
			case "DeleteTable" -> this.tables.delete(request);
			case "ListTables" -> this.tables.list(request);
			case "UpdateContinuousBackups" -> this.tables.updateBackups(request);
			case "DescribeContinuousBackups" -> this.tables.describeBackups(request);
			case "TagResource" -> this.tables.tag(request);
			case "UntagResource" -> this.tables.untag(request);
			case "ListTagsOfResource" -> this.tables.listTags(request);
			case "PutItem" -> this.items.put(request);
			case "GetItem" -> this.items.get(request);
			case "UpdateItem" -> this.items.update(request);
			case "DeleteItem" -> this.items.delete(request);
			case "TransactWriteItems" -> this.transactions.write(request);
			case "Query" -> this.searches.query(request);
			case "Scan" -> this.searches.scan(request);
			default -> throw AwsError.unknownOperation();
		};
	}

}
