"""The Rasa action server: a team with a Rasa assistant uses our knowledge, rules and dialogs as its custom actions.

It is a process of its own, ``python -m bot rasa``: Rasa asks, it answers; ``bot serve`` knows nothing of it.
"""

TITLE = "Rasa"
"""What users call it."""
