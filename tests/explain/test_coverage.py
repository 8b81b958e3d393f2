"""A sample of the paper's and the literature's questions has derivations in all ways; ``coverage`` tries all."""

import pytest

from tests.explain.coverage import WAYS, answers, complaint, questions

EVERY = 16
SAMPLE = questions()[::EVERY]


@pytest.mark.parametrize("question", SAMPLE, ids=[question.id for question in SAMPLE])
def test_the_judge_accepts_a_derivation(question) -> None:
    for answer in answers(question):
        for way in WAYS:
            assert complaint(answer, way) is None, way
