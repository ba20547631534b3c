package io.kinesisboot.deadletter.redrive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.deadletter.DeadLetterJson;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.deadletter.S3Folder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.BytesWrapper;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reads the dead letters of an S3 folder in the order of their keys, which is that of
 * each shard. Objects are deleted when their records were sent back. Those that do not
 * end with {@code .json}, or are larger than 16 MiB, are none of ours. Confined to one
 * thread.
 *
 * @since 0.1.0
 */
public final class S3DeadLetterSource implements DeadLetterSource {

	private static final int AT_ONCE = 10;

	private static final long MAX_BYTES = 16 * 1024 * 1024;

	private final S3AsyncClient client;

	private final Destination destination;

	private final S3Folder folder;

	private final Duration timeout;

	private final Deque<String> keys = new ArrayDeque<>();

	private @Nullable String continuation;

	private boolean listed;

	/**
	 * Creates a source.
	 * @param client the client
	 * @param destination the bucket, with a prefix or without
	 * @param timeout how long to wait for an answer
	 */
	public S3DeadLetterSource(S3AsyncClient client, Destination destination, Duration timeout) {
		this.client = client;
		this.destination = destination;
		this.folder = S3Folder.of(destination);
		this.timeout = timeout;
	}

	@Override
	public List<StoredDeadLetter> next(int max) {
		if (this.keys.isEmpty() && !this.listed) {
			listOn();
		}
		List<CompletableFuture<StoredDeadLetter>> objects = new ArrayList<>();
		while (objects.size() < Math.min(max, AT_ONCE) && !this.keys.isEmpty()) {
			objects.add(read(this.keys.remove()));
		}
		return objects.stream()
			.map((object) -> SdkCalls.await("GetObject in '%s'".formatted(this.destination), object, this.timeout))
			.toList();
	}

	private void listOn() {
		ListObjectsV2Response page = SdkCalls.await("ListObjectsV2 of '%s'".formatted(this.destination),
				this.client.listObjectsV2((request) -> request.bucket(this.folder.bucket())
					.prefix(this.folder.prefix())
					.continuationToken(this.continuation)),
				this.timeout);
		page.contents()
			.stream()
			.filter((object) -> object.key().endsWith(S3Folder.SUFFIX) && object.size() <= MAX_BYTES)
			.map(S3Object::key)
			.forEach(this.keys::add);
		this.continuation = page.nextContinuationToken();
		this.listed = this.continuation == null;
	}

	private CompletableFuture<StoredDeadLetter> read(String key) {
		return this.client
			.getObject((request) -> request.bucket(this.folder.bucket()).key(key), AsyncResponseTransformer.toBytes())
			.thenApply(BytesWrapper::asByteArrayUnsafe)
			.thenApply((json) -> StoredDeadLetter.read(key, "Object '%s' of '%s'".formatted(key, this.destination),
					() -> DeadLetterJson.read(json)));
	}

	@Override
	public boolean isExhausted() {
		return this.listed && this.keys.isEmpty();
	}

	@Override
	public void delete(List<StoredDeadLetter> letters) {
		CompletableFuture<?>[] deleted = letters.stream()
			.map((letter) -> this.client
				.deleteObject((request) -> request.bucket(this.folder.bucket()).key(letter.id())))
			.toArray(CompletableFuture[]::new);
		SdkCalls.await("DeleteObject in '%s'".formatted(this.destination), CompletableFuture.allOf(deleted),
				this.timeout);
	}

	@Override
	public void close() {
		this.keys.clear();
		this.listed = true;
	}

}
