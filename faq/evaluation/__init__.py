"""How well messages are understood: their expectations, the figures, and the plain methods beside them.

The way in is :func:`faq.evaluation.messages.read_messages` and :func:`faq.evaluation.evaluated.evaluate`. Only
what :class:`faq.understood.Understood` says is judged; how it came about is not looked at.
"""
