"""The simulated bureau (演示经办系统): for trying out, with fictitious employers and people.

``deciding`` has what a decision sees; ``enrolling``, ``changing``, ``undoing`` and ``registering`` decide; ``taking``
runs them in a transaction; ``showing`` and ``binding`` are the look-ups and the bindings.
"""
