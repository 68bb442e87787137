"""Understanding what a user writes, and the knowledge it leads to.

Reads ``data/`` and nothing else: no clock, no database, no channel. The way in is
:func:`faq.knowledge.load_knowledge` and :class:`faq.decision.Understanding`.
"""
