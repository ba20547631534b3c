package io.kinesisboot.embedded.conformance;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The tags of streams and consumers.
 */
class TagConformanceTests extends ConformanceSupport {

	@Test
	void streamIsTaggedAndUntagged() {
		createStream(1);
		assertThat(tags()).isEmpty();
		client().addTagsToStream((request) -> request.streamName(stream()).tags(Map.of("a", "1", "b", "2")));
		client().addTagsToStream((request) -> request.streamARN(arn()).tags(Map.of("b", "3", "c", "")));
		assertThat(tags()).containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "b", "3", "c", ""));
		client().removeTagsFromStream((request) -> request.streamName(stream()).tagKeys("a", "none"));
		assertThat(tags()).containsExactlyInAnyOrderEntriesOf(Map.of("b", "3", "c", ""));
	}

	private Map<String, String> tags() {
		return asMap(client().listTagsForStream((request) -> request.streamName(stream())).tags());
	}

	private static Map<String, String> asMap(List<Tag> tags) {
		return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
	}

	@Test
	void streamIsCreatedWithTags() {
		client().createStream((request) -> request.streamName(stream()).shardCount(1).tags(Map.of("team", "billing")));
		deleteLater(stream());
		awaitActive();
		assertThat(tags()).containsExactlyEntriesOf(Map.of("team", "billing"));
	}

	@Test
	void tagsAreListedPageByPage() {
		createStream(1);
		client().addTagsToStream((request) -> request.streamName(stream()).tags(Map.of("a", "1", "b", "2", "c", "3")));
		ListTagsForStreamResponse first = client()
			.listTagsForStream((request) -> request.streamName(stream()).limit(2));
		assertThat(first.tags()).extracting(Tag::key).containsExactly("a", "b");
		assertThat(first.hasMoreTags()).isTrue();
		ListTagsForStreamResponse second = client()
			.listTagsForStream((request) -> request.streamName(stream()).exclusiveStartTagKey("b"));
		assertThat(second.tags()).extracting(Tag::key).containsExactly("c");
		assertThat(second.hasMoreTags()).isFalse();
	}

	@Test
	void resourceIsTaggedAndUntagged() {
		createStream(1);
		String consumer = registerConsumer("consumer");
		for (String resource : List.of(arn(), consumer)) {
			client().tagResource((request) -> request.resourceARN(resource).tags(Map.of("a", resource, "b", "2")));
			assertThat(tagsOf(resource)).containsExactlyInAnyOrderEntriesOf(Map.of("a", resource, "b", "2"));
			client().untagResource((request) -> request.resourceARN(resource).tagKeys("b"));
			assertThat(tagsOf(resource)).containsExactlyEntriesOf(Map.of("a", resource));
		}
		assertThat(tags()).containsExactlyEntriesOf(Map.of("a", arn()));
	}

	private Map<String, String> tagsOf(String resource) {
		return asMap(client().listTagsForResource((request) -> request.resourceARN(resource)).tags());
	}

	@Test
	void resourceToTagExists() {
		refused(ResourceNotFoundException.class,
				() -> client().tagResource((request) -> request.resourceARN(arn()).tags(Map.of("a", "1"))));
		refused(ResourceNotFoundException.class, () -> tagsOf(arn() + "/consumer/none:1"));
		refused(ResourceNotFoundException.class,
				() -> client().untagResource((request) -> request.resourceARN(arn()).tagKeys("a")));
	}

	@Test
	void streamHasFiftyTagsAtMost() {
		createStream(1);
		for (int turn = 0; turn < 5; turn++) {
			Map<String, String> ten = numbered(turn * 10, 10);
			client().addTagsToStream((request) -> request.streamName(stream()).tags(ten));
		}
		assertThat(tags()).hasSize(50);
		client().addTagsToStream((request) -> request.streamName(stream()).tags(Map.of("tag-0", "again")));
		refused(InvalidArgumentException.class, () -> client()
			.addTagsToStream((request) -> request.streamName(stream()).tags(Map.of("one", "too many"))));
	}

	@Test
	void fiftyTagsAreAddedAtOnce() {
		createStream(1);
		Deviation.of(Engine.KINESIS_LOCAL, "Tags is a set of up to 50 pairs (AddTagsToStream); kinesis-local takes 10")
			.check(() -> {
				assertThatCode(() -> add(numbered(0, 50))).doesNotThrowAnyException();
				assertThat(tags()).hasSize(50);
			}, () -> refused(InvalidArgumentException.class, () -> add(numbered(0, 11))));
	}

	private void add(Map<String, String> tags) {
		client().addTagsToStream((request) -> request.streamName(stream()).tags(tags));
	}

	private static Map<String, String> numbered(int first, int count) {
		return IntStream.range(first, first + count)
			.mapToObj((number) -> "tag-" + number)
			.collect(Collectors.toMap(Function.identity(), Function.identity()));
	}

	@Test
	void keyIsNotOfTheServicesOwn() {
		createStream(1);
		refused(InvalidArgumentException.class,
				() -> client().addTagsToStream((request) -> request.streamName(stream()).tags(Map.of("aws:a", "1"))));
	}

	@Test
	void keyHas128CharactersAndValue256() {
		createStream(1);
		client()
			.addTagsToStream((request) -> request.streamName(stream()).tags(Map.of("k".repeat(128), "v".repeat(256))));
		assertThat(tags()).hasSize(1);
		refusedByTheModel(() -> client()
			.addTagsToStream((request) -> request.streamName(stream()).tags(Map.of("k".repeat(129), "1"))));
		refusedByTheModel(() -> client()
			.addTagsToStream((request) -> request.streamName(stream()).tags(Map.of("k", "v".repeat(257)))));
	}

}
