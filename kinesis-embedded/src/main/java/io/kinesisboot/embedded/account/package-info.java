/**
 * The account and region that streams belong to: their quotas, ARNs and errors.
 */
@NullMarked
package io.kinesisboot.embedded.account;

import org.jspecify.annotations.NullMarked;
