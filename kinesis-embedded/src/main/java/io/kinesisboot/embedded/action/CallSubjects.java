package io.kinesisboot.embedded.action;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Tells what calls are about before they are served, wrong ones included. Thread-safe.
 */
final class CallSubjects {

	private static final List<String> ARNS = List.of("StreamARN", "ConsumerARN", "ResourceARN");

	private static final Pattern STREAM_IN_ARN = Pattern.compile(":stream/([^/]+)");

	private static final int MAX_NAME = 128;

	private final ShardIterators iterators;

	CallSubjects(ShardIterators iterators) {
		this.iterators = iterators;
	}

	/**
	 * Finds out which stream a call concerns.
	 * @param parameters the call's parameters
	 * @return what it names, or null if this is nothing or too long for a name
	 */
	@Nullable String streamOf(RequestBody parameters) {
		String name = named(parameters);
		return (name != null && name.length() <= MAX_NAME) ? name : null;
	}

	private @Nullable String named(RequestBody parameters) {
		if (parameters.members().get("StreamName") instanceof String name) {
			return name;
		}
		for (String member : ARNS) {
			if (parameters.members().get(member) instanceof String arn) {
				Matcher matcher = STREAM_IN_ARN.matcher(arn);
				return matcher.find() ? matcher.group(1) : null;
			}
		}
		return (parameters.members().get("ShardIterator") instanceof String iterator) ? streamOf(iterator) : null;
	}

	private @Nullable String streamOf(String iterator) {
		try {
			return this.iterators.streamName(iterator);
		}
		catch (AwsError ex) {
			return null;
		}
	}

}
