"""A finished run and what is known by other means -> how right the run is: the door of evaluation."""

from resolver.analysis.evaluation import Evaluation, evaluate
from resolver.analysis.judged import JudgedEvaluation, evaluate_judgements
from resolver.analysis.sampling import sample
from resolver.analysis.training import train
from resolver.analysis.truth import Truth, read_truth

__all__ = [
    "Evaluation",
    "JudgedEvaluation",
    "Truth",
    "evaluate",
    "evaluate_judgements",
    "read_truth",
    "sample",
    "train",
]
