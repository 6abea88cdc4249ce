"""Whole programs on MNIST, judged by what they predict: an MLP by hand, a CNN by hand, and one in PyTorch."""

from quizdl.verify import Evidence, claim, mutant

from ..programs import mlp_classifier as program
from .chance import chance_evidence
from .common import accuracy_evidence, repeatable_evidence


@claim(
    en="An MLP that is written in numpy alone, in some 40 statements, is right on at least 0.95 of the digits that it "
    "has not seen, and beats a linear model by more than five standard errors.",
    ko="numpy만으로 구문 40개 안팎에 작성한 MLP는 학습에 쓰지 않은 숫자의 0.95 이상을 맞히고, 표준오차의 다섯 배가 "
    "넘는 차이로 선형 모델을 앞선다.",
    short="Accuracy of an MLP in numpy",
    seconds=5,
    literature="LeCun 1998",
)
def mlp_accuracy(seed: int = 0, accuracy: float = 0.95) -> Evidence:
    return accuracy_evidence(program.Classifier, seed, accuracy)


@claim(
    en="Trained on shuffled labels, the MLP is right as often as guessing is.",
    ko="레이블을 섞어 학습하면 MLP의 정확도는 무작위 추측과 같다.",
    short="The MLP after shuffled labels",
    seconds=2,
)
def mlp_chance(seed: int = 0) -> Evidence:
    return chance_evidence(program.Classifier, seed)


@claim(
    en="What the trained MLP names depends on the image alone, not on its batch; the seed decides the training.",
    ko="학습을 마친 MLP의 예측은 같이 넣은 배치와 상관없이 그 이미지로만 정해진다. 학습은 시드로 정해진다.",
    short="The MLP repeats itself",
    seconds=2.5,
)
def mlp_repeatable(seed: int = 0) -> Evidence:
    return repeatable_evidence(program.Classifier, seed)


mutant(
    "trains the last layer alone",
    "back = error @ self.weights[2].T * (hidden > 0)",
    "back = 0 * hidden",
    program="mlp_classifier",
)
mutant("takes the smallest score", "[2].argmax(axis=1)", "[2].argmin(axis=1)", program="mlp_classifier")
mutant("draws without the seed", "np.random.default_rng(seed)", "np.random.default_rng()", program="mlp_classifier")
mutant(
    "draws the same for every seed", "np.random.default_rng(seed)", "np.random.default_rng(0)", program="mlp_classifier"
)
mutant(
    "centres each batch by itself",
    "x = images.reshape(len(images), -1) / np.float32(255)",
    "x = (images - images.mean(axis=0)).reshape(len(images), -1).astype(np.float32) / np.float32(255)",
    program="mlp_classifier",
)
