package io.kinesisboot.embedded.lease;

import java.util.LinkedHashMap;
import java.util.Map;

import io.kinesisboot.embedded.item.LeaseErrors;
import io.kinesisboot.embedded.item.Parameters;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * What a table is told about billing and protection. It is shown again, and has no effect
 * but that a protected table cannot be deleted. Immutable.
 *
 * @param billingMode {@code PROVISIONED} or {@code PAY_PER_REQUEST}
 * @param capacity the provisioned throughput
 * @param tableClass the storage class, or null if never named
 * @param deletionProtected whether the table must not be deleted
 * @param stream the stream specification as it came, or null if there is none
 */
record TableSettings(String billingMode, Capacity capacity, @Nullable String tableClass, boolean deletionProtected,
		@Nullable Map<String, @Nullable Object> stream) {

	private static final String ON_DEMAND = "PAY_PER_REQUEST";

	static TableSettings of(RequestBody request) {
		String mode = billingMode(request, "PROVISIONED");
		RequestBody throughput = request.object("ProvisionedThroughput");
		if (mode.equals(ON_DEMAND) && throughput != null) {
			throw LeaseErrors.invalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
					+ " BillingMode is PAY_PER_REQUEST");
		}
		if (!mode.equals(ON_DEMAND) && throughput == null) {
			throw LeaseErrors.invalidParameter("ReadCapacityUnits and WriteCapacityUnits must both be specified when"
					+ " BillingMode is PROVISIONED");
		}
		return new TableSettings(mode, Capacity.of(request), null, false, null).with(request);
	}

	/**
	 * Changes what a call names.
	 * @param request the call
	 * @return the changed settings
	 */
	TableSettings with(RequestBody request) {
		String mode = billingMode(request, this.billingMode);
		boolean named = request.object("ProvisionedThroughput") != null || mode.equals(ON_DEMAND);
		String storage = request.text("TableClass");
		Boolean guarded = request.flag("DeletionProtectionEnabled");
		RequestBody specification = request.object("StreamSpecification");
		return new TableSettings(mode, named ? Capacity.of(request) : this.capacity,
				(storage != null) ? storage : this.tableClass, (guarded != null) ? guarded : this.deletionProtected,
				(specification != null) ? specification.members() : this.stream);
	}

	private static String billingMode(RequestBody request, String otherwise) {
		String mode = request.text("BillingMode");
		return (mode != null) ? mode : otherwise;
	}

	void describe(AnswerWriter out) {
		out.tree("ProvisionedThroughput", this.capacity.tree());
		if (this.billingMode.equals(ON_DEMAND)) {
			out.object("BillingModeSummary", (summary) -> summary.text("BillingMode", this.billingMode));
		}
		out.flag("DeletionProtectionEnabled", this.deletionProtected);
		if (this.tableClass != null) {
			out.object("TableClassSummary", (summary) -> summary.text("TableClass", this.tableClass));
		}
		if (this.stream != null) {
			out.tree("StreamSpecification", this.stream);
		}
	}

	/**
	 * A provisioned throughput. Immutable.
	 *
	 * @param readUnits 0 if on demand
	 * @param writeUnits 0 if on demand
	 */
	record Capacity(int readUnits, int writeUnits) {

		static Capacity of(RequestBody request) {
			RequestBody throughput = request.object("ProvisionedThroughput");
			return (throughput != null) ? new Capacity(Parameters.integer(throughput, "ReadCapacityUnits"),
					Parameters.integer(throughput, "WriteCapacityUnits")) : new Capacity(0, 0);
		}

		Map<String, Integer> tree() {
			Map<String, Integer> tree = new LinkedHashMap<>();
			tree.put("NumberOfDecreasesToday", 0);
			tree.put("ReadCapacityUnits", this.readUnits);
			tree.put("WriteCapacityUnits", this.writeUnits);
			return tree;
		}

	}

}
