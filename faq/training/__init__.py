"""How understanding is learned from the knowledge and the messages of ``data/evaluation``: ``python -m faq.training``.

It needs scikit-learn, which run time does not.
"""
