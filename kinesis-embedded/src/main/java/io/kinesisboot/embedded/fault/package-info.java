/**
 * Faults on demand.
 */
@NullMarked
package io.kinesisboot.embedded.fault;

import org.jspecify.annotations.NullMarked;
