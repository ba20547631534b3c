package io.kinesisboot.embedded.firehose.delivery;

import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.embedded.firehose.outlet.FirehoseOutlets;
import io.kinesisboot.embedded.firehose.plan.DeliveryPlan;
import io.kinesisboot.embedded.firehose.plan.FunctionPlan;
import io.kinesisboot.embedded.firehose.plan.HttpPlan;
import io.kinesisboot.embedded.firehose.plan.PartitionKeys;
import io.kinesisboot.embedded.firehose.plan.S3Plan;
import io.kinesisboot.embedded.firehose.source.Bell;
import io.kinesisboot.embedded.firehose.source.DeliveryMemory;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;

/**
 * Makes the stages that a plan asks for. Immutable.
 *
 * @param origin the delivery stream
 * @param outlets the buckets, functions and endpoints that there are
 * @param memory counts the records
 * @param writer puts objects
 * @param bell tells the time
 */
record PipelineFactory(DeliveryOrigin origin, FirehoseOutlets outlets, DeliveryMemory memory, ObjectWriter writer,
		Bell bell) {

	/**
	 * Makes the stages of a plan.
	 * @param version the plan, whose number stands in the names of objects
	 * @return the stages, without records
	 */
	Pipeline create(PlanVersion version) {
		DeliveryPlan plan = version.plan();
		String nameAndVersion = this.origin.name() + "-" + version.number();
		RecordParts parts = new RecordParts(plan.processing());
		ErrorFiles errors = new ErrorFiles(new ObjectBuffers<>(plan.s3(),
				(oldest, type) -> plan.s3().errorKey(nameAndVersion, oldest, type), this.writer, this.memory),
				this.bell);
		List<Stage> stages = new ArrayList<>();
		RecordSink entry = outlet(plan, nameAndVersion, parts, errors, stages);
		FunctionPlan function = plan.processing().function();
		if (function != null) {
			FunctionStage stage = new FunctionStage(this, function, entry, errors);
			stages.add(0, stage);
			entry = stage;
		}
		stages.add(errors);
		entry = splitting(parts, entry);
		return new Pipeline((plan.backup() != null) ? backingUp(plan.backup(), nameAndVersion, entry, stages) : entry,
				stages);
	}

	private RecordSink outlet(DeliveryPlan plan, String nameAndVersion, RecordParts parts, ErrorFiles errors,
			List<Stage> stages) {
		HttpPlan http = plan.http();
		if (http != null) {
			HttpOutlet outlet = new HttpOutlet(this, http, parts, errors);
			stages.add(outlet);
			return outlet;
		}
		BucketOutlet outlet = new BucketOutlet(plan.s3(), parts, objects(plan.s3(), nameAndVersion), errors);
		stages.add(outlet);
		return outlet;
	}

	private ObjectBuffers<PartitionKeys> objects(S3Plan s3, String nameAndVersion) {
		return new ObjectBuffers<>(s3, (oldest, keys) -> s3.key(nameAndVersion, oldest, keys), this.writer,
				this.memory);
	}

	private static RecordSink splitting(RecordParts parts, RecordSink next) {
		return (record) -> {
			for (DeliveryRecord part : parts.split(record)) {
				next.accept(part);
			}
		};
	}

	private RecordSink backingUp(S3Plan s3, String nameAndVersion, RecordSink next, List<Stage> stages) {
		ObjectBuffers<PartitionKeys> backup = objects(s3, nameAndVersion);
		stages.add(backup);
		return (record) -> {
			backup.add(PartitionKeys.NONE, record);
			next.accept(record);
		};
	}

}
