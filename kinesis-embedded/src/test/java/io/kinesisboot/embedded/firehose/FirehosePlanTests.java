package io.kinesisboot.embedded.firehose;

import java.time.Clock;
import java.time.Duration;

import io.kinesisboot.embedded.TestServices;
import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.firehose.outlet.FirehoseOutlets;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.embedded.stream.StreamStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What descriptions of delivery streams are refused, and why.
 */
class FirehosePlanTests {

	private final Account account = new Account(new ArnScope("us-east-1", "000000000000"), Clock.systemUTC(),
			Duration.ZERO);

	private final FirehoseService firehose = new FirehoseService(this.account,
			new StreamStore(this.account, 1024 * 1024), new FirehoseOutlets("us-east-1", Clock.systemUTC()),
			1024 * 1024, new Faults(0), new LimitEnforcer(Limits.off(), "000000000000", Clock.systemUTC()));

	@AfterEach
	void close() {
		this.firehose.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			'CompressionFormat':'Snappy'|compresses with GZIP and ZIP only, not with Snappy
			'Prefix':'a/!{timestamp:yyyy}/'|ErrorOutputPrefix cannot be null or empty when Prefix contains expressions
			'Prefix':'!{timestamp:b}/','ErrorOutputPrefix':'e/'|Unknown pattern letter: b
			'Prefix':'!{other:x}/','ErrorOutputPrefix':'e/'|There is no expression !{other:x}
			'Prefix':'!{timestamp}/','ErrorOutputPrefix':'e/'|must have the form !{namespace:value}
			'Prefix':'!{firehose:error-output-type}/','ErrorOutputPrefix':'e/'|Prefix must not have
			'Prefix':'!{partitionKeyFromQuery:k}/','ErrorOutputPrefix':'e/'|unless Dynamic Partitioning is enabled
			'ErrorOutputPrefix':'e/!{timestamp:yyyy}/'|must have !{firehose:error-output-type} at least once
			'BufferingHints':{'SizeInMBs':5}|must both be given
			'CustomTimeZone':'Mars/Olympus'|must be the name of a time zone but was Mars/Olympus
			'S3BackupMode':'Enabled'|S3BackupConfiguration must be given
			'DataFormatConversionConfiguration':{'Enabled':true}|does not convert the format
			'DynamicPartitioningConfiguration':{'Enabled':true}|Prefix must have partition keys
			""")
	void wrongBucketIsRefused(String members, String message) {
		refused("'ExtendedS3DestinationConfiguration':{'RoleARN':'arn:aws:iam::000000000000:role/r',"
				+ "'BucketARN':'arn:aws:s3:::lake'," + members + "}", "InvalidArgumentException", message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'Type':'Parquet'}|not Parquet
					{'Type':'Lambda'}|Processor Lambda needs the parameter LambdaArn
					{'Type':'Lambda','Parameters':[{'ParameterName':'LambdaArn','ParameterValue':'f'}]}|must be the ARN of a function
					{'Type':'RecordDeAggregation','Parameters':[{'ParameterName':'SubRecordType','ParameterValue':'CSV'}]}|JSON or DELIMITED
					{'Type':'MetadataExtraction','Parameters':[{'ParameterName':'JsonParsingEngine','ParameterValue':'JQ-1.7'}]}|must be JQ-1.6
					""")
	void wrongProcessorIsRefused(String processor, String message) {
		refused("'ExtendedS3DestinationConfiguration':{'RoleARN':'arn:aws:iam::000000000000:role/r',"
				+ "'BucketARN':'arn:aws:s3:::lake','ProcessingConfiguration':{'Enabled':true,'Processors':[" + processor
				+ "]}}", "InvalidArgumentException", message);
	}

	@Test
	void destinationIsOneAndKnown() {
		refused("'Tags':[{'Key':'k'}]", "InvalidArgumentException", "Exactly one destination configuration");
		refused("'SplunkDestinationConfiguration':{}", "InvalidArgumentException",
				"delivers to S3 and HTTP endpoints only, not by SplunkDestinationConfiguration");
	}

	@Test
	void constraintsOfMembersAreNamedWithTheirPath() {
		refused("'ExtendedS3DestinationConfiguration':{'BucketARN':'lake','BufferingHints':{'SizeInMBs':129,"
				+ "'IntervalInSeconds':1}}", "ValidationException",
				"Value '129' at 'extendedS3DestinationConfiguration.bufferingHints.sizeInMBs' failed to satisfy "
						+ "constraint: Member must have value less than or equal to 128");
	}

	@Test
	void nothingIsCreatedThatWasRefused() {
		refused("'Tags':[{'Key':'aws:k'}],'ExtendedS3DestinationConfiguration':{'RoleARN':"
				+ "'arn:aws:iam::000000000000:role/r','BucketARN':'arn:aws:s3:::lake'}", "InvalidArgumentException",
				"aws: prefixed tag key names are not allowed");
		assertThat(TestServices.call(this.firehose, "ListDeliveryStreams", "{}")).contains("'DeliveryStreamNames':[]");
	}

	private void refused(String members, String type, String message) {
		TestServices
			.assertRefusal(this.firehose, "CreateDeliveryStream", "{'DeliveryStreamName':'orders'," + members + "}",
					type)
			.contains(message);
	}

}
