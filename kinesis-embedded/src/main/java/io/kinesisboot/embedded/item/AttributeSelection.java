package io.kinesisboot.embedded.item;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The part of an item that a call asks for. Immutable.
 *
 * @since 0.1.0
 */
public final class AttributeSelection {

	/** Selects the whole item. */
	public static final AttributeSelection ALL = new AttributeSelection(null);

	private final @Nullable Branch root;

	private AttributeSelection(@Nullable Branch root) {
		this.root = root;
	}

	public static AttributeSelection of(List<DocumentPath> paths) {
		Branch root = new Branch(new TreeMap<>());
		paths.forEach((path) -> root.add(path.steps()));
		return new AttributeSelection(root);
	}

	/**
	 * Reads what a call asks for.
	 * @param request the call
	 * @param placeholders what the expression's placeholders stand for
	 * @return the selection, the whole item if the call has none
	 */
	public static AttributeSelection of(RequestBody request, Placeholders placeholders) {
		String text = request.text("ProjectionExpression");
		if (text != null) {
			return parse(text, placeholders);
		}
		List<String> names = request.texts("AttributesToGet");
		return (names != null) ? of(names.stream().map(DocumentPath::of).toList()) : ALL;
	}

	private static AttributeSelection parse(String text, Placeholders placeholders) {
		ExpressionReader reader = new ExpressionReader("ProjectionExpression", text, placeholders);
		List<DocumentPath> paths = reader.separated(reader::path);
		reader.expectEnd();
		reader.requireDisjoint(paths);
		return of(paths);
	}

	/**
	 * Takes the selected part out of an item.
	 * @param item the item
	 * @return an item with that part alone, empty if it has none
	 */
	public Value.Document of(Value.Document item) {
		if (this.root == null) {
			return item;
		}
		if (!this.root.branches().isEmpty() && this.root.of(item) instanceof Value.Document part) {
			return part;
		}
		return Value.Document.EMPTY;
	}

	/**
	 * What is selected below a step; everything if it has no further steps.
	 *
	 * @param branches the further steps, those into lists by their index
	 */
	private record Branch(Map<DocumentPath.Step, Branch> branches) {

		void add(List<DocumentPath.Step> steps) {
			if (!steps.isEmpty()) {
				this.branches.computeIfAbsent(steps.get(0), (step) -> new Branch(new TreeMap<>()))
					.add(steps.subList(1, steps.size()));
			}
		}

		public @Nullable Value of(Value value) {
			if (this.branches.isEmpty()) {
				return value;
			}
			Map<String, Value> members = new LinkedHashMap<>();
			List<Value> elements = new ArrayList<>();
			this.branches.forEach((step, branch) -> {
				Value inside = step.in(value);
				Value part = (inside != null) ? branch.of(inside) : null;
				if (part != null && step instanceof DocumentPath.Member member) {
					members.put(member.name(), part);
				}
				else if (part != null) {
					elements.add(part);
				}
			});
			if (!elements.isEmpty()) {
				return new Value.Sequence(elements);
			}
			return members.isEmpty() ? null : new Value.Document(members);
		}

	}

}
