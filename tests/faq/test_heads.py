"""What a head learns from the lessons that are its own."""

import numpy as np
from scipy import sparse

from faq.training.heads import Examples, fit

LESSONS = sparse.csr_matrix(
    np.array([[1, 0, 0, 0, 1], [1, 0, 0, 0, 0], [0, 0, 1, 0, 1], [0, 0, 1, 0, 0], [0, 1, 0, 1, 0]], np.float32)
)
"""The last lesson is another head's, and so are the second and the fourth trait."""
OWN = Examples(np.array([0, 1, 2, 3]), np.array(["甲", "甲", "乙", "乙"]), np.ones(4))


def test_what_no_lesson_of_the_head_has_weighs_nothing() -> None:
    """It has its row, of zeros; the others weigh what they weigh where it does not exist."""
    learned = fit("answer", LESSONS, OWN)
    alone = fit("answer", LESSONS[:, [0, 2, 4]], OWN)
    assert learned.labels == alone.labels == ("乙", "甲")
    assert learned.weights.shape == (5, 2) and not learned.weights[[1, 3]].any()
    assert np.array_equal(learned.weights[[0, 2, 4]], alone.weights) and alone.weights.any()
