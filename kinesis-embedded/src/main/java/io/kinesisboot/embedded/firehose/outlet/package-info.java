/**
 * What a delivery stream finds around it: buckets, functions and HTTP endpoints.
 */
@NullMarked
package io.kinesisboot.embedded.firehose.outlet;

import org.jspecify.annotations.NullMarked;
