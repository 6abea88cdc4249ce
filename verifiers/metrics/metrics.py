"""Metrics: what accuracy, F1, AUC, average precision, KL and perplexity say, what they hide, and what moves them."""

import itertools

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls, check_oddities
from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.f1_scores import Counts, f1, f1_by_class, f1_scores
from .common import Labels, counted, require

SAMPLES = 10_000
FRACTIONS = "counts; rounding of a few operations"
MULTI_LABEL = np.array([[1, 1], [1, 0]]), np.array([[1, 0], [1, 0]])  # F1 4/5, and one row of two is right


def table(prevalence: float, tpr: float, fpr: float, samples: int = SAMPLES) -> Counts:
    """The confusion matrix of a detector, whole counts: row 0 the negatives, row 1 the positives."""
    positives = round(prevalence * samples)
    hits, alarms = round(tpr * positives), round(fpr * (samples - positives))
    return np.array([[samples - positives - alarms, alarms], [positives - hits, hits]])


def accuracy(confusion: Counts) -> float:
    return float(np.trace(confusion) / confusion.sum())


def balanced_accuracy(confusion: Counts) -> float:
    """The mean recall of the classes."""
    return float(np.mean(np.diag(confusion) / confusion.sum(axis=1)))


def micro_less_exact(truth: Labels, told: Labels) -> float:
    """Micro-F1 over all entries, less the share of rows that are right as a whole; both 0 or 1, shape (n, labels)."""
    tp, fp, fn = np.sum(truth & told), np.sum(told & ~truth & 1), np.sum(truth & ~told & 1)
    return float(f1(tp, fp, fn)) - float(np.mean(np.all(truth == told, axis=1)))


def macro_of(truth: Labels, told: Labels, classes: int) -> float:
    """Macro-F1, class by class from the samples."""
    pairs = list(zip(truth.tolist(), told.tolist(), strict=True))
    f1s = [2 * pairs.count((c, c)) / max(sum((c == t) + (c == a) for t, a in pairs), 1) for c in range(classes)]
    return float(sum(f1s) / classes)


def rates(confusion: Counts) -> Counts:
    """Share of positives, TPR and FPR of a table, shape (3,), as counts of ten thousand."""
    (quiet, alarms), (missed, hits) = confusion
    shares = (missed + hits) / confusion.sum(), hits / (missed + hits), alarms / (quiet + alarms)
    return np.round(SAMPLES * np.array(shares)).astype(np.int64)


def weighted_recalls(confusion: Counts) -> float:
    """π·TPR + (1 - π)·TNR."""
    rows = confusion.sum(axis=1)
    return float(np.sum(rows / rows.sum() * np.diag(confusion) / rows))


@claim(
    en="With one label a sample, micro-F1 is accuracy: every error is one false positive and one false negative. So "
    "where one sample in a hundred is positive, the answer 'never' has accuracy and micro-F1 0.99; its F1 is 0, its "
    "macro-F1 0.497, its balanced accuracy 1/2. F1 of a class does not see its true negatives.",
    ko="샘플마다 레이블이 하나이면 micro-F1은 곧 정확도이다. 오답 하나가 거짓 양성 하나이자 거짓 음성 하나이기 "
    "때문이다. 그래서 양성이 백에 하나일 때 '항상 음성'이라는 답은 정확도도 micro-F1도 0.99이지만 F1은 0, macro-F1은 "
    "0.497, 균형 정확도는 1/2이다. 한 클래스의 F1은 참 음성을 보지 않는다.",
    short="Accuracy and micro-F1",
    seconds=0.2,
    literature="Sokolova & Lapalme 2009",
)
def accuracy_and_micro_f1(prevalence: float = 0.01, tpr: float = 0.9, fpr: float = 0.05, seed: int = 0) -> Evidence:
    require(
        0.001 <= prevalence <= 0.2 and 0.3 <= tpr <= 1 and 0 <= fpr <= 0.5,
        en="positives of 0.1 % to 20 %, a TPR of at least 0.3 and an FPR of at most 0.5: a rare class and a detector",
        ko="드문 클래스와 쓸 만한 분류기이려면 양성은 0.1%에서 20%, TPR은 0.3 이상, FPR은 0.5 이하여야 한다",
    )
    rng = np.random.default_rng(seed)
    never, detector = table(prevalence, 0, 0), table(prevalence, tpr, fpr)
    share = round(prevalence * SAMPLES) / SAMPLES
    draws = [(rng.integers(k, size=50), rng.integers(k, size=50), k) for k in (2, 3, 4, 5, 6) for _ in range(20)]
    right = [float(np.mean(truth == told)) for truth, told, _ in draws]
    scores = [f1_scores(counted(*draw)) for draw in draws]
    gained = f1_by_class(detector * np.array([[1000, 1], [1, 1]])) - f1_by_class(detector)
    quiet, errors = int(detector[0, 0]), int(detector[0, 1] + detector[1, 0])
    by_classes = [np.array([(truth, told) for truth, told, of in draws if of == k]) for k in (2, 3, 4, 5, 6)]
    small = [np.array(cells).reshape(2, 2) for cells in itertools.product((1, 2, 3, 4), repeat=4)]
    shares = np.geomspace(0.001, 0.5, 40)
    tables = [table(s, 0, 0, 1_000_000) for s in shares], [table(s, tpr, fpr, 1_000_000) for s in shares]
    one_hot = np.eye(4, dtype=np.int64)
    exact = at_most(1e-12, because=FRACTIONS)
    controls = [
        Control(
            "micro-F1 less exact matches of two multi-label rows",
            micro_less_exact(*MULTI_LABEL),
            at_most(1e-12),
        ),
        Control(
            "largest difference of macro-F1 and accuracy over random labels",
            max(abs(macro - r) for (_, macro), r in zip(scores, right, strict=True)),
            at_most(1e-12),
        ),
        Control(
            "change of the negatives' F1 with a thousand times the true negatives",
            float(gained[0]),
            within(0, 0),
        ),
    ]
    return Evidence(
        finding=Finding(
            "With {percent:g} % positives 'never' has accuracy {accuracy:.3g}, macro-F1 {macro:.3g} and F1 {f1:.3g}",
            accuracy="accuracy of never",
            macro="macro-F1 of never",
            f1="F1 of never",
        ),
        caption="'Never' and a detector with TPR {tpr:g} and FPR {fpr:g}, over the share of positives. The rarer they "
        "are, the better the accuracy of never; the detector's F1 falls, though it stays as good.",
        fields={"percent": 100 * prevalence, "tpr": tpr, "fpr": fpr},
        measurements=[
            Measurement("accuracy of never", accuracy(never), within(1 - share, 1e-12, because="all negatives")),
            Measurement(
                "micro-F1 of never", f1_scores(never)[0], within(1 - share, 1e-12, because="it is the accuracy")
            ),
            Measurement("F1 of never", f1_by_class(never)[1], within(0, 0, because="no true positive")),
            Measurement(
                "macro-F1 of never",
                f1_scores(never)[1],
                within((1 - share) / (2 - share), 1e-12, because="half of 2(1-π)/(2-π), the F1 of the negatives"),
            ),
            Measurement(
                "balanced accuracy of never", balanced_accuracy(never), within(0.5, 1e-15, because="mean of 0 and 1")
            ),
            Measurement(
                "largest difference of micro-F1 and accuracy over random labels",
                max(abs(micro - r) for (micro, _), r in zip(scores, right, strict=True)),
                exact,
            ),
            Measurement(
                "largest difference of micro-F1 and accuracy of one-hot rows",
                max(abs(micro_less_exact(one_hot[truth], one_hot[told])) for truth, told, k in draws if k <= 4),
                exact,
            ),
            Measurement(
                "change of F1 with a thousand times the true negatives",
                float(gained[1]),
                within(0, 0, because="2TP/(2TP + FP + FN) holds none"),
            ),
            Measurement(
                "largest difference of accuracy and π·TPR + (1-π)·TNR over small tables",
                max(abs(accuracy(cells) - weighted_recalls(cells)) for cells in small),
                exact,
            ),
            Measurement(
                "samples in the confusion matrices of the random labels",
                sum(int(counted(*draw).sum()) for draw in draws),
                within(5000, 0, because="100 draws of 50"),
                check=True,
            ),
            Measurement(
                "how odd random labels and answers look",
                max(oddity_of_integers(one, k) for k, one in enumerate(by_classes, 2)),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "different small tables",
                len({cells.tobytes() for cells in small}),
                within(256, 0, because="four cells of 1 to 4"),
                check=True,
            ),
            Measurement(
                "largest distance of a rate of the detector from what was asked for",
                max(abs(rates(detector) / SAMPLES - [share, tpr, fpr])),
                at_most(0.5 / (share * SAMPLES), because="whole counts of the rarer class"),
                check=True,
            ),
            check_oddities(),
            check_controls(
                controls[0].value - 0.3,
                controls[2].value - (2000 * quiet / (2000 * quiet + errors) - 2 * quiet / (2 * quiet + errors)),
                controls[1].value - max(abs(macro_of(*draw) - r) for draw, r in zip(draws, right, strict=True)),
            ),
        ],
        controls=controls,
        curves=[
            Curve("accuracy of never", [accuracy(t) for t in tables[0]], x=list(shares), role="subject"),
            Curve("macro-F1 of never", [f1_scores(t)[1] for t in tables[0]], x=list(shares), role="subject"),
            Curve("F1 of never", [f1_by_class(t)[1] for t in tables[0]], x=list(shares), role="subject"),
            Curve("F1 of the detector", [f1_by_class(t)[1] for t in tables[1]], x=list(shares), role="reference"),
        ],
        axes=Axes(
            x="share of positives",
            y="score",
            log_x=True,
            marks=[
                Mark(of="accuracy of never", x=prevalence),
                Mark(of="macro-F1 of never", x=prevalence),
                Mark(of="F1 of never", x=prevalence, text="F1 {value:.3g}"),
            ],
        ),
    )


mutant("counts hits once in F1", "2 * tp / np", "tp / np", program="f1_scores")
mutant(
    "leaves classes without a hit out of the mean",
    "f1_by_class(confusion).mean()",
    "f1_by_class(confusion)[tp > 0].mean()",
    program="f1_scores",
)
mutant(
    "forgets the false negatives",
    "return f1(tp, confusion.sum(axis=0) - tp, confusion.sum(axis=1) - tp)",
    "return f1(tp, confusion.sum(axis=0) - tp, 0 * tp)",
    program="f1_scores",
)
mutant(
    "takes an error for one mistake only",
    "f1(tp.sum(), wrong, wrong)",
    "f1(tp.sum(), wrong, 0 * wrong)",
    program="f1_scores",
)
mutant("weights the recalls alike", "np.sum(rows / rows.sum() *", "np.sum(1 / 2 *")
