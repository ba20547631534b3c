package io.kinesisboot.autoconfigure.actuate;

import java.util.NoSuchElementException;
import java.util.function.Supplier;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Shows what an application has to do with Kinesis, and lets an operator act on its
 * listeners, producers and dead letters. What is wrong with a request is told by the
 * {@code error} of the answer, whose status is 400, or 404 for what does not exist, 409
 * for what is not possible now, and 503 if a service does not answer. Thread-safe.
 *
 * @since 0.1.0
 */
@WebEndpoint(id = "kinesis", defaultAccess = Access.READ_ONLY)
public final class KinesisEndpoint {

	private static final String LISTENERS = "listeners";

	private static final String STREAMS = "streams";

	private static final String PRODUCERS = "producers";

	private static final String REDRIVE = "redrive";

	private static final int CONFLICT = 409;

	private final KinesisViews views;

	private final KinesisActions actions;

	KinesisEndpoint(KinesisViews views, KinesisActions actions) {
		this.views = views;
		this.actions = actions;
	}

	/**
	 * Shows everything, of each list the first part.
	 * @return the view
	 */
	@ReadOperation
	public KinesisView kinesis() {
		return this.views.all();
	}

	/**
	 * Shows a listener, a stream or a producer.
	 * @param section {@code listeners}, {@code streams} or {@code producers}
	 * @param name the listener's id, or the stream's or producer's name
	 * @param after the {@code next} of the part before; null for the first
	 * @return what {@link #kinesis()} shows of it
	 */
	@ReadOperation
	public WebEndpointResponse<Object> part(@Selector String section, @Selector String name, @Nullable String after) {
		return answer(() -> switch (section) {
			case LISTENERS -> this.views.listener(name, after);
			case STREAMS -> this.views.stream(name, after);
			case PRODUCERS -> this.views.producer(name);
			default -> throw new NoSuchElementException(
					"The section must be listeners, streams or producers but was '" + section + "'");
		});
	}

	/**
	 * Acts on a listener or a producer.
	 * @param section {@code listeners} or {@code producers}
	 * @param name the listener's id, or the producer's name
	 * @param action {@code pause}, {@code resume} or {@code restart} a listener,
	 * {@code flush} a producer
	 * @return what is shown of it then
	 */
	@WriteOperation
	public WebEndpointResponse<Object> act(@Selector String section, @Selector String name, @Selector String action) {
		return seek(section, name, action, null, null, null, null);
	}

	/**
	 * Moves a listener to where it shall read on: in all shards to a position, or in one
	 * to a record.
	 * @param section {@code listeners}
	 * @param name the listener's id
	 * @param action {@code seek}; others are as with {@link #act}
	 * @param position as {@code startingPosition} of a listener
	 * @param stream the stream as the listener names it; null for its only one
	 * @param shardId the shard's id
	 * @param sequenceNumber the sequence number of the next record to handle
	 * @return what is shown of the listener then
	 */
	@WriteOperation
	public WebEndpointResponse<Object> seek(@Selector String section, @Selector String name, @Selector String action,
			@Nullable String position, @Nullable String stream, @Nullable String shardId,
			@Nullable String sequenceNumber) {
		return answer(() -> {
			switch (section) {
				case LISTENERS -> {
					this.actions.onListener(name, action,
							new KinesisActions.Seek(position, stream, shardId, sequenceNumber));
					return this.views.listener(name, /* after= */ null);
				}
				case PRODUCERS -> {
					this.actions.onProducer(name, action);
					return this.views.producer(name);
				}
				default -> throw new NoSuchElementException(
						"The section must be listeners or producers but was '" + section + "'");
			}
		});
	}

	/**
	 * Sends dead letters back to the streams that they came from. Ends after half a
	 * minute, complete or not.
	 * @param action {@code redrive}
	 * @param destination where they are, as {@code onFailure} names it
	 * @param from where to begin in a Kinesis stream; null for its oldest record
	 * @param maxLetters most dead letters to send, 10,000 if null
	 * @param dryRun whether they are only counted
	 * @return the {@link io.kinesisboot.deadletter.redrive.RedriveResult}
	 */
	@WriteOperation
	public WebEndpointResponse<Object> redrive(@Selector String action, @Nullable String destination,
			@Nullable String from, @Nullable Integer maxLetters, @Nullable Boolean dryRun) {
		return answer(() -> {
			if (!action.equals(REDRIVE)) {
				throw new NoSuchElementException("The action must be redrive but was '" + action + "'");
			}
			return this.actions.redrive(destination, from, maxLetters, Boolean.TRUE.equals(dryRun));
		});
	}

	private static WebEndpointResponse<Object> answer(Supplier<Object> request) {
		try {
			return new WebEndpointResponse<>(request.get());
		}
		catch (NoSuchElementException ex) {
			return error(WebEndpointResponse.STATUS_NOT_FOUND, ex);
		}
		catch (IllegalArgumentException | UnsupportedOperationException ex) {
			return error(WebEndpointResponse.STATUS_BAD_REQUEST, ex);
		}
		catch (KinesisBootException ex) {
			return error((ex.getCause() != null) ? WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE : CONFLICT, ex);
		}
	}

	private static WebEndpointResponse<Object> error(int status, RuntimeException cause) {
		return new WebEndpointResponse<>(new Problem(String.valueOf(cause.getMessage())), status);
	}

	/**
	 * What is wrong with a request.
	 *
	 * @param error a sentence
	 */
	public record Problem(String error) implements OperationResponseBody {
	}

}
