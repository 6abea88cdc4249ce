"""A whole classifier of digits in PyTorch, judged by what it predicts."""

from quizdl.verify import Evidence, claim, mutant

from ..programs import torch_classifier as program
from .chance import chance_evidence
from .common import accuracy_evidence, repeatable_evidence


@claim(
    en="A classifier in PyTorch, in some 25 statements, is right on at least 0.95 of the digits that it has not seen, "
    "and beats a linear model by more than five standard errors.",
    ko="PyTorch로 구문 25개 안팎에 작성한 분류기는 학습에 쓰지 않은 숫자의 0.95 이상을 맞히고, 표준오차의 "
    "다섯 배가 넘는 차이로 선형 모델을 앞선다.",
    short="Accuracy of a classifier in PyTorch",
    seconds=6,
    literature="LeCun 1998",
)
def pytorch_accuracy(seed: int = 0, accuracy: float = 0.95) -> Evidence:
    return accuracy_evidence(program.Classifier, seed, accuracy)


@claim(
    en="Trained on shuffled labels, the classifier in PyTorch is right as often as guessing is.",
    ko="레이블을 섞어 학습하면 PyTorch 분류기의 정확도는 무작위 추측과 같다.",
    short="PyTorch after shuffled labels",
    seconds=2,
)
def pytorch_chance(seed: int = 0) -> Evidence:
    return chance_evidence(program.Classifier, seed)


@claim(
    en="What the trained classifier in PyTorch names depends on the image alone, not on its batch; the seed decides "
    "the training.",
    ko="학습을 마친 PyTorch 분류기의 예측은 같이 넣은 배치와 상관없이 그 이미지로만 정해진다. 학습은 시드로 정해진다.",
    short="PyTorch repeats itself",
    seconds=2.5,
)
def pytorch_repeatable(seed: int = 0) -> Evidence:
    return repeatable_evidence(program.Classifier, seed)


mutant("never takes a step", "optimizer.step()", "pass", program="torch_classifier")
mutant("sets no seed", "torch.manual_seed(seed)", "pass", program="torch_classifier")
mutant("sets the same seed always", "torch.manual_seed(seed)", "torch.manual_seed(0)", program="torch_classifier")
mutant(
    "drops hidden units at test time",
    "nn.ReLU(), nn.Linear",
    "nn.ReLU(), nn.Dropout(), nn.Linear",
    program="torch_classifier",
)
