package io.kinesisboot.producer;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.kinesisboot.stream.ServiceLocation;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * The last stage on the way out: carries a chunk to the service, again and again for the
 * entries that were refused, until each is accepted or has failed. Thread-safe.
 */
final class PutRecordsStage {

	private final KinesisAsyncClient client;

	private final Retries retries;

	private final ServiceErrors errors;

	private final CallTimeout timeout;

	PutRecordsStage(KinesisAsyncClient client, Retries retries) {
		this.client = client;
		this.retries = retries;
		this.errors = new ServiceErrors(ServiceLocation.of(client));
		this.timeout = CallTimeout.of(client);
	}

	/**
	 * Sends a chunk.
	 * @param chunk the chunk
	 * @return a future which completes when all entries are settled and never fails; it
	 * holds the last refusal if the call failed as a whole
	 */
	CompletableFuture<Optional<Refusal>> send(Chunk chunk) {
		Delivery delivery = new Delivery(chunk);
		delivery.attempt();
		return delivery.settled;
	}

	private CompletableFuture<PutRecordsResponse> call(String stream, List<Entry> entries, Duration timeLeft) {
		try {
			return this.client.putRecords(PutRecordsRequest.builder()
				.streamName(stream)
				.records(entries.stream().map(Entry::toRequest).toList())
				.overrideConfiguration((override) -> override.apiCallTimeout(this.timeout.limit(timeLeft)))
				.build());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * One chunk on its way. Confined to one thread at a time: the sender's, then those
	 * that complete the client's futures or run the retries.
	 */
	private final class Delivery {

		private final String stream;

		private final long deadline = PutRecordsStage.this.retries.deadline();

		private final CompletableFuture<Optional<Refusal>> settled = new CompletableFuture<>();

		private List<Entry> pending;

		private int attempts;

		private Delivery(Chunk chunk) {
			this.stream = chunk.stream();
			this.pending = chunk.entries();
		}

		private void attempt() {
			this.attempts++;
			this.pending.forEach((entry) -> entry.attempted(this.attempts));
			call(this.stream, this.pending, PutRecordsStage.this.retries.timeLeft(this.deadline))
				.whenComplete((response, error) -> {
					if (error != null) {
						lost(ServiceErrors.unwrap(error));
					}
					else {
						answered(response.records());
					}
				});
		}

		private void answered(List<PutRecordsResultEntry> answers) {
			if (answers.size() == this.pending.size()) {
				settle(answers);
			}
			else {
				lost(new IllegalStateException(
						"PutRecords answered for %d of %d records".formatted(answers.size(), this.pending.size())));
			}
		}

		private void settle(List<PutRecordsResultEntry> answers) {
			Map<Entry, Refusal> refused = new LinkedHashMap<>();
			for (int i = 0; i < answers.size(); i++) {
				PutRecordsResultEntry answer = answers.get(i);
				if (answer.errorCode() == null) {
					this.pending.get(i).accept(answer);
				}
				else {
					refused.put(this.pending.get(i), ServiceErrors.ofEntry(answer));
				}
			}
			if (refused.isEmpty() || !sendAgain(refused.keySet())) {
				refused.forEach(Entry::fail);
				this.settled.complete(Optional.empty());
			}
		}

		private void lost(Throwable error) {
			if (!ServiceErrors.isTransient(error) || !sendAgain(this.pending)) {
				Refusal refusal = PutRecordsStage.this.errors.ofCall(this.stream, error);
				this.pending.forEach((entry) -> entry.fail(refusal));
				this.settled.complete(Optional.of(refusal));
			}
		}

		private boolean sendAgain(Collection<Entry> entries) {
			this.pending = List.copyOf(entries);
			return PutRecordsStage.this.retries.again(this::attempt, this.attempts, this.deadline);
		}

	}

}
