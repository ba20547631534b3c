/**
 * Auto-configuration: clients, template, listeners.
 */
@NullMarked
package io.kinesisboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
