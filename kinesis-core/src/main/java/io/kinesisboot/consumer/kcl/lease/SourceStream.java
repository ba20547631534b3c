package io.kinesisboot.consumer.kcl.lease;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.stream.StreamCatalog;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.kinesis.common.StreamIdentifier;

/**
 * A stream that is read, and what it is read with. Thread-safe.
 *
 * @param description the stream as the service describes it
 * @param kinesis calls the service with the credentials of this stream
 * @param consumerArn the ARN of the consumer that it is pushed to, or null if it is
 * polled
 * @since 0.1.0
 */
public record SourceStream(StreamDescriptionSummary description, KinesisAsyncClient kinesis,
		@Nullable String consumerArn) {

	/**
	 * The stream's name.
	 * @return the name
	 */
	public String name() {
		return this.description.streamName();
	}

	/**
	 * The stream's ARN.
	 * @return the ARN
	 */
	public String arn() {
		return this.description.streamARN();
	}

	/**
	 * How KCL names the stream if it is the only one of its application.
	 * @return the identifier
	 */
	public StreamIdentifier singleIdentifier() {
		return StreamIdentifier.singleStreamInstance(Arn.fromString(arn()));
	}

	/**
	 * How KCL names the stream among several of one application.
	 * @return the identifier
	 */
	public StreamIdentifier identifier() {
		return StreamIdentifier.multiStreamInstance(Arn.fromString(arn()),
				this.description.streamCreationTimestamp().getEpochSecond());
	}

	/**
	 * What time it is by the service's clock, which accepts no moment that is to come. It
	 * tells the second; this machine's clock is believed if it agrees.
	 * @param clock this machine's clock
	 * @return the time at which the service was asked, or a little before
	 */
	public Instant now(Clock clock) {
		Instant asked = clock.instant();
		SdkHttpResponse answer = SdkCalls
			.await("ListShards of stream '" + name() + "'",
					this.kinesis.listShards((request) -> request.streamARN(arn()).maxResults(1)))
			.sdkHttpResponse();
		return answer.firstMatchingHeader("Date").map((date) -> within(date, asked)).orElse(asked);
	}

	private static Instant within(String date, Instant time) {
		Instant second = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
		return time.truncatedTo(ChronoUnit.SECONDS).equals(second) ? time : second;
	}

	List<Shard> shards(ShardFilter filter) {
		return new StreamCatalog(this.kinesis).shards(arn(), filter);
	}

}
