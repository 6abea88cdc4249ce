"""What is compared with ours at a call."""

import numpy as np

from quizdl.verify.practice.calls import farthest_apart


def test_the_number_farthest_from_ours_is_found_with_its_name_and_index() -> None:
    ours = [np.ones((2, 3)), 3.0]
    wrong = np.ones((2, 3))
    wrong[1, 2] = np.nan
    assert farthest_apart([np.ones((2, 3)), 2.0], ours, ["dx", "loss"]) == {
        "name": "loss", "index": [], "given": 2.0, "asked": 3.0,
    }  # fmt: skip
    found = farthest_apart([wrong, 2.0], ours, ["dx", "loss"])
    assert found is not None
    assert (found["name"], found["index"], found["asked"]) == ("dx", [1, 2], 1.0)
    assert farthest_apart(len, len, ["f"]) is None
