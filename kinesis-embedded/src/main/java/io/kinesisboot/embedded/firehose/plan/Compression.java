package io.kinesisboot.embedded.firehose.plan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * How objects are compressed.
 *
 * @since 0.1.0
 */
public enum Compression {

	/** Not at all. */
	UNCOMPRESSED("") {

		@Override
		OutputStream around(OutputStream target) {
			return target;
		}

	},

	/** As gzip does. */
	GZIP(".gz") {

		@Override
		OutputStream around(OutputStream target) throws IOException {
			return new GZIPOutputStream(target);
		}

	},

	/** As an archive of one file. */
	ZIP(".zip") {

		@Override
		OutputStream around(OutputStream target) throws IOException {
			ZipOutputStream zip = new ZipOutputStream(target);
			zip.putNextEntry(new ZipEntry("data"));
			return zip;
		}

	};

	private final String extension;

	Compression(String extension) {
		this.extension = extension;
	}

	/**
	 * What the names of its objects end with.
	 * @return the extension with its dot, or nothing
	 */
	public String extension() {
		return this.extension;
	}

	abstract OutputStream around(OutputStream target) throws IOException;

	/**
	 * Compresses bytes.
	 * @param bytes the bytes
	 * @return what they become
	 */
	public byte[] compress(byte[] bytes) {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
		try (OutputStream out = around(compressed)) {
			out.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return compressed.toByteArray();
	}

}
