package io.kinesisboot.firehose.transform.method;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.firehose.transform.Events;
import io.kinesisboot.firehose.transform.FirehoseTransformers;
import io.kinesisboot.firehose.transform.OverflowHandler;
import io.kinesisboot.firehose.transform.TableRoute;
import io.kinesisboot.firehose.transform.Transformation;
import io.kinesisboot.firehose.transform.TransformationEvent;
import io.kinesisboot.firehose.transform.TransformationRecord;
import io.kinesisboot.firehose.transform.TransformedRecord;
import io.kinesisboot.firehose.transform.TransformedRecord.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FirehoseTransformer}.
 */
class FirehoseTransformerTests {

	private static List<TransformedRecord> transform(Object bean, TransformationEvent event) {
		try (AnnotationConfigApplicationContext context = context(bean)) {
			return context.getBean(FirehoseTransformers.class).transform(event).records();
		}
	}

	@SuppressWarnings("unchecked")
	private static AnnotationConfigApplicationContext context(Object bean) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("clicks.stream", "clicks, other")));
		context.registerBean(FirehoseTransformers.class,
				() -> new FirehoseTransformers(FirehoseTransformers.MAX_RESPONSE_BYTES, OverflowHandler.FAIL));
		context.registerBean(FirehoseTransformerBeanPostProcessor.class);
		context.registerBean("bean", (Class<Object>) bean.getClass(), () -> bean);
		context.refresh();
		return context;
	}

	private static List<String> texts(List<TransformedRecord> records) {
		return records.stream().map((record) -> record.result() + ":" + new String(record.bytes())).toList();
	}

	@Test
	void objectIsReadFromJsonAndBecomesJson() {
		class Views {

			@FirehoseTransformer
			Enriched transform(View view) {
				return new Enriched(view.path(), view.agent().contains("Mozilla"), view.customer());
			}

		}
		List<TransformedRecord> records = transform(new Views(),
				Events.of("{\"path\":\"/\",\"agent\":\"Mozilla/5.0\",\"customer\":\"c1\",\"more\":1}\n"));
		assertThat(texts(records)).containsExactly("Ok:{\"path\":\"/\",\"person\":true,\"customer\":\"c1\"}");
		assertThat(records.get(0).partitionKeys()).containsExactly(Map.entry("customer", "c1"));
	}

	@Test
	void textBytesAndRecordsAreTakenAsTheyAre() {
		class Text {

			@FirehoseTransformer
			String transform(String text, TransformationEvent event) {
				return text.toUpperCase(Locale.ROOT) + event.region();
			}

		}
		class Bytes {

			@FirehoseTransformer
			byte[] transform(byte[] bytes, TransformationRecord record) {
				return (new String(bytes) + record.recordId()).getBytes();
			}

		}
		class Raw {

			@FirehoseTransformer
			String transform(TransformationRecord record) {
				return record.recordId();
			}

		}
		TransformationEvent event = Events.of("é");
		assertThat(transform(new Text(), event).get(0).bytes()).isEqualTo("Éus-east-1".getBytes());
		assertThat(texts(transform(new Bytes(), event))).containsExactly("Ok:é0");
		assertThat(texts(transform(new Raw(), event))).containsExactly("Ok:0");
	}

	@Test
	void recordThatCannotBeReadOrThrowsOrIsNullFailsAlone() {
		class Views {

			@FirehoseTransformer
			@Nullable String transform(View view) {
				if (view.path().equals("/bad")) {
					throw new IllegalStateException("bad");
				}
				return view.path().equals("/null") ? null : view.path();
			}

		}
		assertThat(texts(transform(new Views(),
				Events.of("{\"path\":\"/a\"}", "no JSON", "{\"path\":\"/bad\"}", "null", "{\"path\":\"/null\"}",
						"{\"path\":\"/b\"}"))))
			.containsExactly("Ok:/a", "ProcessingFailed:", "ProcessingFailed:", "ProcessingFailed:",
					"ProcessingFailed:", "Ok:/b");
	}

	@Test
	void outcomesSayWhatAPayloadCannot() {
		class Outcomes {

			@FirehoseTransformer(partitionKeys = "length=length()")
			Object transform(String text) {
				return switch (text) {
					case "drop" -> Transformation.dropped();
					case "empty" -> Optional.empty();
					case "none" -> List.of();
					case "fail" -> Transformation.processingFailed("as asked");
					case "route" -> Transformation.ok("row").withRoute("shop", "orders", TableRoute.Operation.DELETE);
					default -> Transformation.ok(text).withPartitionKey("length", "given").withPartitionKey("a", "b");
				};
			}

		}
		List<TransformedRecord> records = transform(new Outcomes(),
				Events.of("drop", "empty", "none", "fail", "route", "text"));
		assertThat(texts(records)).containsExactly("Dropped:", "Dropped:", "Dropped:", "ProcessingFailed:", "Ok:row",
				"Ok:text");
		assertThat(records.get(4).route()).isEqualTo(new TableRoute("shop", "orders", TableRoute.Operation.DELETE));
		assertThat(records.get(4).partitionKeys()).containsExactly(Map.entry("length", "3"));
		assertThat(records.get(5).partitionKeys()).isEqualTo(Map.of("length", "given", "a", "b"));
	}

	@Test
	void partsOfARecordAreJoinedByTheDelimiter() {
		class Split {

			@FirehoseTransformer
			List<String> transform(String text) {
				return Arrays.asList(text.split(","));
			}

		}
		class Lines {

			@FirehoseTransformer(appendDelimiter = true, delimiter = "\r\n")
			Stream<Object> transform(String text) {
				return Arrays.stream(text.split(",")).map((part) -> part.equals("c") ? "c\r\n" : new Part(part));
			}

		}
		assertThat(texts(transform(new Split(), Events.of("a,b,c", "d")))).containsExactly("Ok:a\nb\nc", "Ok:d");
		assertThat(texts(transform(new Lines(), Events.of("a,b", "c"))))
			.containsExactly("Ok:{\"name\":\"a\"}\r\n{\"name\":\"b\"}\r\n", "Ok:c\r\n");
	}

	@Test
	void keyWithoutAValueAndPartsOfDifferentKeysFailTheirRecord() {
		class Views {

			@FirehoseTransformer(partitionKeys = { "path", "first = path.substring(0, 1)" })
			List<View> transform(List<View> views) {
				return views;
			}

		}
		class Split {

			@FirehoseTransformer(partitionKeys = "length()")
			String[] transform(String text) {
				return text.split(",");
			}

		}
		List<TransformedRecord> records = transform(new Views(), Events.of("{\"path\":\"/a\"}", "{\"path\":\" \"}"));
		assertThat(records).extracting(TransformedRecord::result).containsExactly(Result.OK, Result.PROCESSING_FAILED);
		assertThat(records.get(0).partitionKeys()).isEqualTo(Map.of("path", "/a", "first", "/"));
		assertThat(transform(new Split(), Events.of("a,b", "a,bc"))).extracting(TransformedRecord::result)
			.containsExactly(Result.OK, Result.PROCESSING_FAILED);
	}

	@Test
	void batchIsTakenAtOnceAndAnsweredInOrder() {
		List<Integer> calls = new ArrayList<>();
		class Batch {

			@FirehoseTransformer
			List<Object> transform(List<View> views) {
				calls.add(views.size());
				List<Object> results = new ArrayList<>();
				views.forEach((view) -> results.add(view.path().isEmpty() ? Transformation.dropped() : view.path()));
				return results;
			}

		}
		assertThat(texts(transform(new Batch(),
				Events.of("{\"path\":\"/a\"}", "no JSON", "{\"path\":\"\"}", "{\"path\":\"/b\"}"))))
			.containsExactly("Ok:/a", "ProcessingFailed:", "Dropped:", "Ok:/b");
		assertThat(calls).containsExactly(3);
	}

	@Test
	void batchThatThrowsFailsOnlyTheRecordsThatThrowAlone() {
		class Batch {

			@FirehoseTransformer
			List<String> transform(List<String> texts) {
				if (texts.contains("bad")) {
					throw new IllegalStateException("bad");
				}
				return texts;
			}

		}
		assertThat(texts(transform(new Batch(), Events.of("a", "bad", "b")))).containsExactly("Ok:a",
				"ProcessingFailed:", "Ok:b");
	}

	@Test
	void whatMayPassHasTheInvocationRepeated() {
		class Away {

			@FirehoseTransformer(repeatOn = UncheckedIOException.class)
			String transform(String text) throws IOException {
				throw new UncheckedIOException(new IOException("away"));
			}

		}
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> transform(new Away(), Events.of("a")))
			.withMessage("Transformer 'bean.transform' has Firehose repeat invocation invocation of delivery stream"
					+ " 'clicks'")
			.withCauseInstanceOf(UncheckedIOException.class);
	}

	@Test
	void placeholdersOfDeliveryStreamsAreReplaced() {
		class Named {

			@FirehoseTransformer(streams = "${clicks.stream}")
			String transform(String text) {
				return text;
			}

			@FirehoseTransformer(streams = "orders")
			String orders(String text) {
				return "of orders";
			}

		}
		assertThat(texts(transform(new Named(), Events.of("a")))).containsExactly("Ok:a");
	}

	@Test
	void methodThatCannotTransformIsNamedAtTheStart() {
		class Nothing {

			@FirehoseTransformer
			void transform(String text) {
			}

		}
		class Expression {

			@FirehoseTransformer(partitionKeys = "a=(")
			String transform(String text) {
				return text;
			}

		}
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context(new Nothing()))
			.withStackTraceContaining("must return what is delivered");
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context(new Expression()))
			.withStackTraceContaining("'partitionKeys' must be of the form 'name=expression' (SpEL) but was 'a=('");
	}

	record View(String path, String agent, String customer) {
	}

	record Enriched(String path, boolean person, @PartitionKey String customer) {
	}

	record Part(String name) {
	}

}
