package io.kinesisboot.consumer.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was seen of a run. All times are of {@link System#nanoTime()}, which the processes
 * of a machine share on Linux.
 *
 * @param written the records that the stream has taken
 * @param handlings the calls of handlers that have ended
 * @param openings the tenures of leases
 * @param closings how tenures ended, as the library was told
 * @param checkpoints the checkpoints of the lease table, each at a time when it was there
 * @param exits the workers that have ended
 */
record Observations(List<RecordId> written, List<Handling> handlings, List<Opening> openings, List<Closing> closings,
		List<SeenCheckpoint> checkpoints, List<Exit> exits) {

	/** The tenure of a handling that may be of one or another tenure of its worker. */
	static final String UNKNOWN_TENURE = "-";

	Observations() {
		this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(),
				new ArrayList<>());
	}

	/**
	 * Reads the journals of a run.
	 */
	static Observations read(Path directory) throws IOException {
		Observations observations = new Observations();
		try (Stream<Path> files = Files.list(directory)) {
			files.filter((file) -> file.toString().endsWith(Journal.SUFFIX)).forEach(observations::readFile);
		}
		return observations;
	}

	private void readFile(Path file) {
		try {
			String text = Files.readString(file);
			// The last line of a process that was killed may be cut off
			text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach((line) -> add(line.split(" ")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void add(String[] line) {
		switch (line[0]) {
			case RecordId.WRITTEN -> this.written.add(new RecordId(line[1], Integer.parseInt(line[2])));
			case Handling.DONE, Handling.FAILED -> this.handlings.add(Handling.parse(line));
			case Opening.OPENED -> this.openings.add(Opening.parse(line));
			case Closing.CLOSED -> this.closings.add(Closing.parse(line));
			case SeenCheckpoint.SEEN -> this.checkpoints.add(SeenCheckpoint.parse(line));
			case Exit.KILLED, Exit.STOPPED -> this.exits.add(Exit.parse(line));
			default -> throw new IllegalArgumentException("No such line: " + String.join(" ", line));
		}
	}

	private static Position positionAt(String[] line, int index) {
		return new Position(line[index], Long.parseLong(line[index + 1]));
	}

	/**
	 * Which of the records it is.
	 *
	 * @param key its partition key
	 * @param serial its number among those of the key, from 0
	 */
	record RecordId(String key, int serial) {

		static final String WRITTEN = "written";

		String toLine() {
			return WRITTEN + " " + this.key + " " + this.serial;
		}

	}

	/**
	 * A call of the handler that ended.
	 *
	 * @param tenure the tenure of the lease, or {@link #UNKNOWN_TENURE}
	 * @param id the record
	 * @param shardId the shard that it was read from
	 * @param position its place there
	 * @param attempt which attempt it was, from 1
	 * @param done whether it did its work rather than throw
	 * @param start when it was called
	 * @param end when it ended
	 */
	record Handling(String tenure, RecordId id, String shardId, Position position, int attempt, boolean done,
			long start, long end) {

		static final String DONE = "handled";

		static final String FAILED = "failed";

		String toLine() {
			return (this.done ? DONE : FAILED) + " " + this.tenure + " " + this.id.key() + " " + this.id.serial() + " "
					+ this.shardId + " " + this.position.sequenceNumber() + " " + this.position.subSequenceNumber()
					+ " " + this.attempt + " " + this.start + " " + this.end;
		}

		@Override
		public String toString() {
			return toLine();
		}

		static Handling parse(String[] line) {
			return new Handling(line[1], new RecordId(line[2], Integer.parseInt(line[3])), line[4], positionAt(line, 5),
					Integer.parseInt(line[7]), line[0].equals(DONE), Long.parseLong(line[8]), Long.parseLong(line[9]));
		}

	}

	/**
	 * A worker has got a lease.
	 *
	 * @param tenure names this tenure
	 * @param worker the process
	 * @param shardId the shard
	 * @param resumedAt the checkpoint that it found
	 * @param time when it had the lease, and had not looked for the checkpoint
	 */
	record Opening(String tenure, String worker, String shardId, Position resumedAt, long time) {

		static final String OPENED = "opened";

		String toLine() {
			return OPENED + " " + this.tenure + " " + this.worker + " " + this.shardId + " "
					+ this.resumedAt.sequenceNumber() + " " + this.resumedAt.subSequenceNumber() + " " + this.time;
		}

		static Opening parse(String[] line) {
			return new Opening(line[1], line[2], line[3], positionAt(line, 4), Long.parseLong(line[6]));
		}

	}

	/**
	 * A worker was told that a tenure ends, or was asked to end it and has done so.
	 *
	 * @param tenure the tenure
	 * @param end how it ended
	 * @param time when
	 */
	record Closing(String tenure, TenureEnd end, long time) {

		static final String CLOSED = "closed";

		String toLine() {
			return CLOSED + " " + this.tenure + " " + this.end + " " + this.time;
		}

		static Closing parse(String[] line) {
			return new Closing(line[1], TenureEnd.valueOf(line[2]), Long.parseLong(line[3]));
		}

	}

	/**
	 * A checkpoint was in the lease table.
	 *
	 * @param shardId the shard
	 * @param position the checkpoint
	 * @param time when it was known to be there
	 */
	record SeenCheckpoint(String shardId, Position position, long time) {

		static final String SEEN = "checkpoint";

		String toLine() {
			return SEEN + " " + this.shardId + " " + this.position.sequenceNumber() + " "
					+ this.position.subSequenceNumber() + " " + this.time;
		}

		static SeenCheckpoint parse(String[] line) {
			return new SeenCheckpoint(line[1], positionAt(line, 2), Long.parseLong(line[4]));
		}

	}

	/**
	 * A worker's process has ended.
	 *
	 * @param worker the worker
	 * @param killed whether it was killed rather than asked to stop
	 * @param time when
	 */
	record Exit(String worker, boolean killed, long time) {

		static final String KILLED = "killed";

		static final String STOPPED = "stopped";

		String toLine() {
			return (this.killed ? KILLED : STOPPED) + " " + this.worker + " " + this.time;
		}

		static Exit parse(String[] line) {
			return new Exit(line[1], line[0].equals(KILLED), Long.parseLong(line[2]));
		}

	}

}
