package io.kinesisboot.firehose.transform.method;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.kinesisboot.firehose.PayloadBytes;
import io.kinesisboot.firehose.transform.Transformation;
import io.kinesisboot.firehose.transform.TransformationRecord;
import io.kinesisboot.firehose.transform.TransformedRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes answers of what transformer methods return. Thread-safe.
 */
final class ResultConverter {

	private final PayloadBytes last;

	private final PayloadBytes others;

	private final PartitionKeys partitionKeys;

	/**
	 * Creates a converter.
	 * @param mapper writes JSON
	 * @param delimiter what stands between the parts of a record
	 * @param appendDelimiter whether it stands at its end too
	 * @param partitionKeys finds keys in what is delivered
	 */
	ResultConverter(JsonMapper mapper, String delimiter, boolean appendDelimiter, PartitionKeys partitionKeys) {
		this.others = new PayloadBytes(mapper, delimiter);
		this.last = appendDelimiter ? this.others : new PayloadBytes(mapper, "");
		this.partitionKeys = partitionKeys;
	}

	/**
	 * Makes an answer.
	 * @param source the record
	 * @param result what the method has returned for it
	 * @return the answer
	 * @throws RuntimeException if the record fails
	 */
	TransformedRecord convert(TransformationRecord source, @Nullable Object result) {
		if (result instanceof Optional<?> optional) {
			return optional.isPresent() ? convert(source, optional.get()) : TransformedRecord.dropped(source);
		}
		if (result == null) {
			throw new IllegalStateException(
					"null was returned, which is no outcome; Transformation.dropped() drops a record");
		}
		if (result instanceof Transformation.ProcessingFailed failed) {
			throw new IllegalStateException(failed.reason());
		}
		if (result instanceof Transformation.Dropped) {
			return TransformedRecord.dropped(source);
		}
		return ok(source, (result instanceof Transformation.Ok ok) ? ok : Transformation.ok(result));
	}

	private TransformedRecord ok(TransformationRecord source, Transformation.Ok ok) {
		List<?> parts = parts(ok.payload());
		if (parts.isEmpty()) {
			return TransformedRecord.dropped(source);
		}
		Map<String, String> keys = this.partitionKeys.of(parts, ok.partitionKeys());
		return new TransformedRecord(source.recordId(), TransformedRecord.Result.OK, join(parts), keys, ok.route());
	}

	private static List<?> parts(Object payload) {
		if (payload instanceof Collection<?> parts) {
			return new ArrayList<>(parts);
		}
		if (payload instanceof Stream<?> parts) {
			return parts.toList();
		}
		return (payload instanceof Object[] parts) ? List.of(parts) : List.of(payload);
	}

	private byte[] join(List<?> parts) {
		int end = parts.size() - 1;
		if (end == 0) {
			return this.last.of(parts.get(0));
		}
		List<byte[]> joined = new ArrayList<>(parts.size());
		parts.subList(0, end).forEach((part) -> joined.add(this.others.of(part)));
		joined.add(this.last.of(parts.get(end)));
		byte[] all = new byte[joined.stream().mapToInt((part) -> part.length).sum()];
		int length = 0;
		for (byte[] part : joined) {
			System.arraycopy(part, 0, all, length, part.length);
			length += part.length;
		}
		return all;
	}

}
