/**
 * What calls bring along, read with the constraints of the service and refused in its
 * words.
 */
@NullMarked
package io.kinesisboot.embedded.parameter;

import org.jspecify.annotations.NullMarked;
