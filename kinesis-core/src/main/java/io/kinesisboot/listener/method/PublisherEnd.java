package io.kinesisboot.listener.method;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.kinesisboot.listener.dispatch.CallOutcome;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Waits for the end of a publisher and of what becomes of each of its elements, of which
 * it takes a limited number at a time. Thread-safe.
 */
final class PublisherEnd implements Subscriber<Object> {

	private static final int MAX_UNDER_WAY = 256;

	private final Function<@Nullable Object, CompletionStage<CallOutcome>> each;

	private final CompletableFuture<CallOutcome> end = new CompletableFuture<>();

	private final AtomicReference<CallOutcome> outcome = new AtomicReference<>(CallOutcome.done());

	/** The elements under way, and the publisher itself. */
	private final AtomicInteger underWay = new AtomicInteger(1);

	private volatile @Nullable Subscription subscription;

	private PublisherEnd(Function<@Nullable Object, CompletionStage<CallOutcome>> each) {
		this.each = each;
	}

	/**
	 * Subscribes to a publisher.
	 * @param publisher the publisher
	 * @param each what becomes of an element
	 * @return the first outcome of an element that is more than done, else that all is
	 * done; fails if the publisher or an element does
	 */
	static CompletionStage<CallOutcome> of(Publisher<?> publisher,
			Function<@Nullable Object, CompletionStage<CallOutcome>> each) {
		PublisherEnd subscriber = new PublisherEnd(each);
		publisher.subscribe(subscriber);
		return subscriber.end;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		subscription.request(MAX_UNDER_WAY);
	}

	@Override
	public void onNext(Object element) {
		this.underWay.incrementAndGet();
		try {
			this.each.apply(element).whenComplete(this::elementEnded);
		}
		catch (RuntimeException ex) {
			elementEnded(null, ex);
		}
	}

	private void elementEnded(@Nullable CallOutcome outcome, @Nullable Throwable failure) {
		Subscription subscription = this.subscription;
		if (failure != null) {
			this.end.completeExceptionally(failure);
			if (subscription != null) {
				subscription.cancel();
			}
			return;
		}
		if (outcome != null && outcome != CallOutcome.done()) {
			this.outcome.compareAndSet(CallOutcome.done(), outcome);
		}
		if (subscription != null) {
			subscription.request(1);
		}
		oneEnded();
	}

	@Override
	public void onError(Throwable failure) {
		this.end.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		oneEnded();
	}

	private void oneEnded() {
		if (this.underWay.decrementAndGet() == 0) {
			this.end.complete(this.outcome.get());
		}
	}

}
