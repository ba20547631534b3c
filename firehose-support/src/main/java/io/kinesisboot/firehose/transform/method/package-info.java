/**
 * Methods of beans that transform the records of Firehose.
 */
@NullMarked
package io.kinesisboot.firehose.transform.method;

import org.jspecify.annotations.NullMarked;
