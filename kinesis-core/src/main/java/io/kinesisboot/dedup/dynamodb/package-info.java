/**
 * Keys in a table of DynamoDB.
 */
@NullMarked
package io.kinesisboot.dedup.dynamodb;

import org.jspecify.annotations.NullMarked;
