package io.kinesisboot.deadletter;

/**
 * The part of an S3 bucket that keeps dead letters, an object each. Immutable.
 *
 * @param bucket the name of the bucket
 * @param prefix what the keys of the objects begin with, ends with a slash if it is not
 * empty
 * @since 0.1.0
 */
public record S3Folder(String bucket, String prefix) {

	/** What the keys of dead letters end with. */
	public static final String SUFFIX = ".json";

	/**
	 * Reads a destination.
	 * @param destination a destination {@code s3:bucket/prefix}
	 * @return the folder
	 */
	public static S3Folder of(Destination destination) {
		String name = destination.require(Destination.Scheme.S3).name();
		int slash = name.indexOf('/');
		if (slash < 0) {
			return new S3Folder(name, "");
		}
		String prefix = name.substring(slash + 1);
		return new S3Folder(name.substring(0, slash),
				(prefix.isEmpty() || prefix.endsWith("/")) ? prefix : prefix + "/");
	}

	/**
	 * Names the object of a dead letter.
	 * @param letter the dead letter
	 * @return the key, which is alike whenever the record fails in the same listener
	 */
	String key(DeadLetter letter) {
		return this.prefix + letter.path() + SUFFIX;
	}

}
