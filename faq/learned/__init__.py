"""What training found out about the language of users, and how a message is read by it.

Run time needs numpy only; how it is learned stands in :mod:`faq.training`.
"""
