/**
 * The IAM policy that allows what the application does, and nothing else.
 */
@NullMarked
package io.kinesisboot.autoconfigure.iam;

import org.jspecify.annotations.NullMarked;
