package io.kinesisboot.embedded.firehose.outlet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What delivery streams find around them: where their buckets are, and the Lambda
 * functions that transform their records. May be changed at any time, for delivery
 * streams that there are and those that are to come. As long as nobody says where buckets
 * are, what is delivered to one waits. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FirehoseOutlets {

	private final String region;

	private final Clock timeOfDay;

	private final HttpCaller http = new HttpCaller();

	private final Functions functions = new Functions();

	private volatile ObjectStore buckets = FirehoseOutlets::refuse;

	/**
	 * Creates surroundings without buckets and functions.
	 * @param region the region that requests are signed for
	 * @param timeOfDay the time of day, which requests are signed with
	 */
	public FirehoseOutlets(String region, Clock timeOfDay) {
		this.region = region;
		this.timeOfDay = timeOfDay;
	}

	private static void refuse(String bucket, String key, byte[] content) throws IOException {
		throw new IOException("Nobody said where buckets are; call firehose().bucketsIn(directory)");
	}

	/**
	 * Keeps buckets in a directory: an object is the file {@code directory/bucket/key}.
	 * Parts of a key that are {@code .} or {@code ..} are written with {@code %2E} in
	 * place of each dot.
	 * @param directory the directory, which exists
	 * @return these surroundings
	 */
	public FirehoseOutlets bucketsIn(Path directory) {
		return buckets(new DirectoryStore(directory));
	}

	/**
	 * Puts objects to an endpoint that speaks the protocol of S3, with the bucket in the
	 * path.
	 * @param endpoint its address
	 * @param accessKeyId whose signature requests have
	 * @param secretAccessKey what they are signed with
	 * @return these surroundings
	 */
	public FirehoseOutlets bucketsAt(URI endpoint, String accessKeyId, String secretAccessKey) {
		return buckets(new S3Store(endpoint,
				new RequestSigner("s3", this.region, accessKeyId, secretAccessKey, this.timeOfDay), this.http));
	}

	/**
	 * Puts objects to a place of one's own.
	 * @param store the place
	 * @return these surroundings
	 */
	public FirehoseOutlets buckets(ObjectStore store) {
		this.buckets = store;
		return this;
	}

	/**
	 * Adds a Lambda function, or replaces the one of the same name.
	 * @param name its name, as ARNs have it: of any account, region and version
	 * @param handler the function
	 * @return these surroundings
	 */
	public FirehoseOutlets function(String name, FunctionHandler handler) {
		this.functions.add(name, handler);
		return this;
	}

	/**
	 * Calls functions that were not {@link #function added} by HTTP, as Lambda is called:
	 * {@code POST /2015-03-31/functions/NAME/invocations}.
	 * @param endpoint the address of what speaks that protocol
	 * @param accessKeyId whose signature requests have
	 * @param secretAccessKey what they are signed with
	 * @return these surroundings
	 */
	public FirehoseOutlets functionsAt(URI endpoint, String accessKeyId, String secretAccessKey) {
		this.functions.elsewhere(endpoint,
				new RequestSigner("lambda", this.region, accessKeyId, secretAccessKey, this.timeOfDay), this.http);
		return this;
	}

	/**
	 * The buckets.
	 * @return where objects are put now
	 */
	public ObjectStore buckets() {
		return this.buckets;
	}

	/**
	 * Calls a function.
	 * @param arn its ARN
	 * @param event what it is called with, in JSON
	 * @return its answer
	 * @throws FunctionFailure if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	public byte[] invoke(String arn, byte[] event) throws FunctionFailure, InterruptedException {
		return this.functions.invoke(arn, event);
	}

	/**
	 * Calls HTTP endpoints.
	 * @return the caller
	 */
	public HttpCaller http() {
		return this.http;
	}

}
