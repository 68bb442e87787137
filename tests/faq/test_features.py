"""Numbered features of texts."""

from faq.features import Form, Parts, View, kinds


def test_a_text_has_the_features_it_was_learned_with() -> None:
    """What is read later gets the same numbers, in order and without repeats."""
    parts = Parts()
    codes, owners = parts.learn(["停保停保", "怎么增员"])
    for place, text in enumerate(["停保停保", "怎么增员"]):
        assert parts.codes(text).tolist() == sorted(set(codes[owners == place].tolist()))


def test_unknown_parts_are_no_known_feature() -> None:
    """A text of new characters shares nothing with what was learned, and reading it teaches nothing."""
    parts = Parts()
    codes, _ = parts.learn(["停保"])
    assert not set(parts.codes("恐龙").tolist()) & set(codes.tolist())
    assert parts.codes("恐龙").tolist() == parts.codes("化石").tolist()


def test_order_counts_for_neighbors_only() -> None:
    """Turned around, a text keeps its parts and pairs and loses its neighbors."""
    parts = Parts()
    parts.learn(["龙恐"])
    once, turned = set(parts.codes("龙恐").tolist()), set(parts.codes("恐龙").tolist())
    lost = kinds(parts.codes("龙恐")[[code not in turned for code in parts.codes("龙恐")]])
    assert once != turned
    assert lost.tolist() == [view * len(Form) + Form.NEIGHBORS for view in (View.WRITTEN, View.HEARD)]


def test_texts_do_not_run_into_each_other() -> None:
    """The end of a text and the start of the next are no neighbors."""
    parts = Parts()
    apart, _ = parts.learn(["龙", "恐"])
    assert set(kinds(apart).tolist()) == {view * len(Form) + Form.SINGLE for view in (View.WRITTEN, View.HEARD)}


def test_an_empty_text_has_none() -> None:
    """No parts, no features."""
    assert Parts().codes("").size == 0
