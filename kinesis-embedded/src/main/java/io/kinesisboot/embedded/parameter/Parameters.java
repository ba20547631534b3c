package io.kinesisboot.embedded.parameter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads a call's parameters together with the constraints of the service's model, and
 * collects what violates them in the service's words. What a required parameter reads as
 * when it is absent must not be used before {@link #check()}. Confined to the thread that
 * answers the call.
 *
 * @since 0.1.0
 */
public final class Parameters {

	private static final int MAX_VIOLATIONS = 10;

	/** Errors are remembered and logged: what a client sends must not make them large. */
	private static final int MAX_QUOTED = 256;

	private static final int MAX_PAGE_SIZE = 10_000;

	private static final int MAX_TAGS_OF_CALL = 200;

	private static final int MAX_TAG_KEYS_OF_CALL = 50;

	private static final int MAX_TAG_KEY = 128;

	private static final int MAX_TAG_VALUE = 256;

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");

	private static final Pattern STREAM_ARN = Pattern.compile("arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");

	private static final Pattern CONSUMER_ARN = Pattern
		.compile("^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+");

	private static final Pattern RESOURCE_ARN = Pattern.compile("arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+");

	private static final Pattern SEQUENCE_NUMBER = Pattern.compile("0|([1-9]\\d{0,128})");

	private static final Pattern HASH_KEY = Pattern.compile("0|([1-9]\\d{0,38})");

	private final RequestBody body;

	private final String path;

	private final List<String> violations;

	public Parameters(RequestBody body) {
		this(body, "", new ArrayList<>());
	}

	private Parameters(RequestBody body, String path, List<String> violations) {
		this.body = body;
		this.path = path;
		this.violations = violations;
	}

	/**
	 * Refuses the call if a constraint was violated.
	 * @throws AwsError if so
	 */
	public void check() {
		int count = this.violations.size();
		if (count > 0) {
			throw KinesisErrors.validation("%d validation error%s detected: %s".formatted(count, (count > 1) ? "s" : "",
					String.join("; ", this.violations)));
		}
	}

	public StreamReference stream() {
		return new StreamReference(text("StreamName", NAME, 128), streamArn());
	}

	/**
	 * Finds the stream that the call names, as the last thing that is read of it.
	 * @param store where to look
	 * @return the stream
	 * @throws AwsError if a constraint was violated, or if there is no such stream
	 */
	public KinesisStream stream(StreamStore store) {
		StreamReference reference = stream();
		check();
		return store.get(reference);
	}

	public @Nullable String streamArn() {
		return text("StreamARN", STREAM_ARN, 2048);
	}

	public String requiredStreamArn() {
		return required("StreamARN", streamArn(), "");
	}

	public @Nullable String consumerArn() {
		return text("ConsumerARN", CONSUMER_ARN, 2048);
	}

	public String requiredConsumerArn() {
		return required("ConsumerARN", consumerArn(), "");
	}

	public @Nullable String consumerName() {
		return text("ConsumerName", NAME, 128);
	}

	public String requiredConsumerName() {
		return required("ConsumerName", consumerName(), "");
	}

	public StreamReference streamByArn() {
		return new StreamReference(null, requiredStreamArn());
	}

	public String resourceArn() {
		return required("ResourceARN", text("ResourceARN", RESOURCE_ARN, 2048), "");
	}

	public String newStreamName() {
		return required("StreamName", text("StreamName", NAME, 128), "");
	}

	public @Nullable String streamName(String name) {
		return text(name, NAME, 128);
	}

	public @Nullable String shardId(String name) {
		return text(name, NAME, 128);
	}

	public String requiredShardId(String name) {
		return required(name, shardId(name), "");
	}

	public @Nullable String sequenceNumber(String name) {
		return matching(name, this.body.text(name), SEQUENCE_NUMBER);
	}

	public @Nullable String explicitHashKey() {
		return hashKey("ExplicitHashKey");
	}

	public String requiredHashKey(String name) {
		return required(name, hashKey(name), "");
	}

	private @Nullable String hashKey(String name) {
		return matching(name, this.body.text(name), HASH_KEY);
	}

	public String partitionKey() {
		return required("PartitionKey", within("PartitionKey", this.body.text("PartitionKey"), 256), "");
	}

	public @Nullable String nextToken() {
		return within("NextToken", this.body.text("NextToken"), 1024 * 1024);
	}

	public String shardIterator() {
		return required("ShardIterator", within("ShardIterator", this.body.text("ShardIterator"), 512), "");
	}

	public @Nullable Instant instant(String name) {
		return this.body.instant(name);
	}

	/**
	 * Reads bytes.
	 * @param name the member
	 * @param maxBytes how many at most
	 * @return the bytes
	 */
	public byte[] bytes(String name, int maxBytes) {
		byte[] value = required(name, this.body.bytes(name), new byte[0]);
		if (value.length > maxBytes) {
			violate(name, "'java.nio.HeapByteBuffer[pos=0 lim=%1$d cap=%1$d]'".formatted(value.length),
					"Member must have length less than or equal to " + maxBytes);
		}
		return value;
	}

	/**
	 * Reads a number.
	 * @param name the member
	 * @param min the least that is allowed
	 * @param max the greatest that is allowed
	 * @return the number, or null if absent
	 */
	public @Nullable Integer number(String name, int min, int max) {
		Integer value = this.body.integer(name);
		if (value != null && value < min) {
			violate(name, quoted(value), "Member must have value greater than or equal to " + min);
		}
		if (value != null && value > max) {
			violate(name, quoted(value), "Member must have value less than or equal to " + max);
		}
		return value;
	}

	public int count(String name, int max, int defaultValue) {
		Integer value = number(name, 1, max);
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Reads how much of a list is asked for.
	 * @param name the member
	 * @param max what a page has by default, and at most whatever is asked for
	 * @return how much to list
	 */
	public int pageSize(String name, int max) {
		return Math.min(count(name, MAX_PAGE_SIZE, max), max);
	}

	public int requiredCount(String name, int max) {
		return requiredNumber(name, 1, max);
	}

	public int requiredNumber(String name, int min, int max) {
		return required(name, number(name, min, max), min);
	}

	public String requiredText(String name) {
		return required(name, this.body.text(name), "");
	}

	public String requiredText(String name, Pattern pattern, int maxLength) {
		return required(name, text(name, pattern, maxLength), "");
	}

	/**
	 * Reads a string that may be empty.
	 * @param name the member
	 * @param maxLength how long it may be
	 * @return the string, empty if absent
	 */
	public String textOrEmpty(String name, int maxLength) {
		String value = this.body.text(name);
		return (value == null || value.isEmpty()) ? "" : requiredText(name, maxLength);
	}

	public String requiredText(String name, int maxLength) {
		return required(name, within(name, this.body.text(name), maxLength), "");
	}

	public @Nullable String tagKey(String name) {
		return within(name, this.body.text(name), MAX_TAG_KEY);
	}

	/**
	 * Reads tags.
	 * @return values by key, or null if absent
	 */
	public @Nullable Map<String, String> tags() {
		Map<String, String> tags = this.body.textMap("Tags");
		if (tags == null) {
			return null;
		}
		requireSize("Tags", tags, tags.size(), MAX_TAGS_OF_CALL);
		if (!tags.keySet().stream().allMatch((key) -> isWithin(key, 1, MAX_TAG_KEY))) {
			violate("Tags", quoted(tags), "Map keys must satisfy constraint: " + lengths(1, MAX_TAG_KEY));
		}
		if (!tags.values().stream().allMatch((value) -> isWithin(value, 0, MAX_TAG_VALUE))) {
			violate("Tags", quoted(tags), "Map value must satisfy constraint: " + lengths(0, MAX_TAG_VALUE));
		}
		return tags;
	}

	public Map<String, String> requiredTags() {
		return required("Tags", tags(), Map.of());
	}

	public List<String> tagKeys() {
		List<String> keys = texts("TagKeys", MAX_TAG_KEYS_OF_CALL);
		if (!keys.stream().allMatch((key) -> isWithin(key, 1, MAX_TAG_KEY))) {
			violate("TagKeys", quoted(keys), "Member must satisfy constraint: " + lengths(1, MAX_TAG_KEY));
		}
		return keys;
	}

	/**
	 * Reads words of a fixed choice.
	 * @param name the member
	 * @param max how many at most
	 * @param choices the words that are allowed
	 * @return the words
	 */
	public List<String> choices(String name, int max, List<String> choices) {
		List<String> words = texts(name, max);
		if (!choices.containsAll(words)) {
			violate(name, quoted(words),
					"Member must satisfy constraint: [Member must satisfy enum value set: " + choices + "]");
		}
		return words;
	}

	/**
	 * Reads a word of a fixed choice.
	 * @param name the member
	 * @param choices the words that are allowed, the first of which is the default
	 * @return the word
	 */
	public String choice(String name, String... choices) {
		String word = this.body.text(name);
		if (word != null && !List.of(choices).contains(word)) {
			violate(name, quoted(word), "Member must satisfy enum value set: " + Arrays.toString(choices));
		}
		return (word != null) ? word : choices[0];
	}

	public <E extends Enum<E>> E requiredChoice(String name, Class<E> type) {
		E[] choices = type.getEnumConstants();
		String value = this.body.text(name);
		for (E choice : choices) {
			if (choice.name().equals(value)) {
				return choice;
			}
		}
		violate(name, quoted(value), (value != null) ? "Member must satisfy enum value set: " + Arrays.toString(choices)
				: "Member must not be null");
		return choices[0];
	}

	/**
	 * Reads a structure.
	 * @param name the member
	 * @return its parameters, or null if absent
	 */
	public @Nullable Parameters structure(String name) {
		RequestBody structure = this.body.object(name);
		return (structure != null) ? new Parameters(structure, at(name) + ".", this.violations) : null;
	}

	public boolean flag(String name) {
		return Boolean.TRUE.equals(this.body.flag(name));
	}

	public Parameters requiredStructure(String name) {
		Parameters nothing = new Parameters(this.body, this.path, /* violations= */ new ArrayList<>());
		return required(name, structure(name), nothing);
	}

	/**
	 * Reads a list of structures that may be absent or empty.
	 * @param name the member
	 * @param max how many at most
	 * @return the parameters of each
	 */
	public List<Parameters> optionalStructures(String name, int max) {
		List<RequestBody> bodies = this.body.objects(name);
		return (bodies == null || bodies.isEmpty()) ? List.of() : structures(name, max);
	}

	/**
	 * Reads a list of structures.
	 * @param name the member
	 * @param max how many at most
	 * @return the parameters of each
	 */
	public List<Parameters> structures(String name, int max) {
		List<RequestBody> bodies = this.body.objects(name);
		if (bodies == null || bodies.isEmpty()) {
			violate(name, (bodies != null) ? "'[]'" : quoted(null), (bodies != null)
					? "Member must have length greater than or equal to 1" : "Member must not be null");
			return List.of();
		}
		if (bodies.size() > max) {
			violate(name, "'[" + bodies.size() + " members]'", "Member must have length less than or equal to " + max);
			return List.of();
		}
		List<Parameters> structures = new ArrayList<>(bodies.size());
		for (RequestBody element : bodies) {
			structures
				.add(new Parameters(element, at(name) + "." + (structures.size() + 1) + ".member.", this.violations));
		}
		return structures;
	}

	/**
	 * Reads a string of a form.
	 * @param name the member
	 * @param pattern its form
	 * @param maxLength how long it may be
	 * @return the string, or null if absent
	 */
	public @Nullable String text(String name, Pattern pattern, int maxLength) {
		String value = this.body.text(name);
		// Patterns of ARNs take time that grows with the square of the length
		boolean tooLong = value != null && value.length() > maxLength;
		return within(name, tooLong ? value : matching(name, value, pattern), maxLength);
	}

	private @Nullable String matching(String name, @Nullable String value, Pattern pattern) {
		if (value != null && !pattern.matcher(value).matches()) {
			violate(name, quoted(value), "Member must satisfy regular expression pattern: " + pattern);
		}
		return value;
	}

	private @Nullable String within(String name, @Nullable String value, int maxLength) {
		if (value != null && value.isEmpty()) {
			violate(name, quoted(value), "Member must have length greater than or equal to 1");
		}
		if (value != null && value.length() > maxLength) {
			violate(name, quoted(value), "Member must have length less than or equal to " + maxLength);
		}
		return value;
	}

	private List<String> texts(String name, int max) {
		List<String> texts = this.body.texts(name);
		if (texts != null) {
			requireSize(name, texts, texts.size(), max);
		}
		return required(name, texts, List.of());
	}

	private void requireSize(String name, Object value, int size, int max) {
		if (size < 1) {
			violate(name, quoted(value), "Member must have length greater than or equal to 1");
		}
		if (size > max) {
			violate(name, quoted(value), "Member must have length less than or equal to " + max);
		}
	}

	private static boolean isWithin(String value, int min, int max) {
		return min <= value.length() && value.length() <= max;
	}

	private static String lengths(int min, int max) {
		return "[Member must have length less than or equal to %d, Member must have length greater than or equal to %d]"
			.formatted(max, min);
	}

	private <T> T required(String name, @Nullable T value, T placeholder) {
		if (value == null) {
			violate(name, quoted(null), "Member must not be null");
			return placeholder;
		}
		return value;
	}

	private void violate(String name, String value, String constraint) {
		if (this.violations.size() < MAX_VIOLATIONS) {
			this.violations
				.add("Value %s at '%s' failed to satisfy constraint: %s".formatted(value, at(name), constraint));
		}
	}

	private String at(String name) {
		return this.path + Character.toLowerCase(name.charAt(0)) + name.substring(1);
	}

	private static String quoted(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		String text = value.toString();
		return (text.length() <= MAX_QUOTED) ? "'" + text + "'" : "'" + text.substring(0, MAX_QUOTED) + "...'";
	}

}
