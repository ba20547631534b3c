package io.kinesisboot.consumer.kcl;

import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibDependencyException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.exceptions.ThrottlingException;
import software.amazon.kinesis.processor.Checkpointer;
import software.amazon.kinesis.processor.PreparedCheckpointer;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;

/**
 * The part of KCL's checkpointer that the library must not use, for fakes of the rest.
 */
abstract class UnsupportedCheckpointer implements RecordProcessorCheckpointer {

	@Override
	public abstract void checkpoint()
			throws KinesisClientLibDependencyException, InvalidStateException, ThrottlingException, ShutdownException;

	@Override
	public abstract void checkpoint(String sequenceNumber, long subSequenceNumber)
			throws KinesisClientLibDependencyException, InvalidStateException, ThrottlingException, ShutdownException;

	@Override
	public void checkpoint(Record record) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void checkpoint(String sequenceNumber) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PreparedCheckpointer prepareCheckpoint() {
		throw new UnsupportedOperationException();
	}

	@Override
	public PreparedCheckpointer prepareCheckpoint(byte[] applicationState) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PreparedCheckpointer prepareCheckpoint(Record record) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PreparedCheckpointer prepareCheckpoint(Record record, byte[] applicationState) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PreparedCheckpointer prepareCheckpoint(String sequenceNumber) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PreparedCheckpointer prepareCheckpoint(String sequenceNumber, byte[] applicationState) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PreparedCheckpointer prepareCheckpoint(String sequenceNumber, long subSequenceNumber) {
		throw new UnsupportedOperationException();
	}

	@Override
	public PreparedCheckpointer prepareCheckpoint(String sequenceNumber, long subSequenceNumber,
			byte[] applicationState) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Checkpointer checkpointer() {
		throw new UnsupportedOperationException();
	}

}
