"""The same classifier in numpy, PyTorch, Keras and TensorFlow: how soon each has learned, and whether by SGD."""

from quizdl.verify import Evidence, claim, mutant

from .trained import trained


@claim(
    en="By hand in numpy the same program too is at 0.95 test accuracy in a tenth of the thirty epochs and a hundredth "
    "of the hour that are often allowed, on one CPU thread: a framework saves lines, not learning.",
    ko="numpy로 직접 구현한 같은 프로그램도 CPU 스레드 하나로, 흔히 말하는 30 epoch의 10분의 1, 1시간의 100분의 1 안에 "
    "테스트 정확도 0.95에 이른다. 프레임워크가 줄여 주는 것은 학습이 아니라 코드이다.",
    short="Training time in numpy by hand",
    seconds=8,
)
def numpy_in_seconds(seed: int = 0) -> Evidence:
    return trained("NumPy", seed)


@claim(
    en="The PyTorch program takes SGD steps that equal those by hand, and is at 0.95 test accuracy in a hundredth of "
    "the hour that is often allowed, on one CPU thread.",
    ko="PyTorch 프로그램의 SGD 스텝은 손으로 계산한 것과 같고, CPU 스레드 하나로 흔히 말하는 1시간의 100분의 1 안에 "
    "테스트 정확도 0.95에 이른다.",
    short="Training time in PyTorch",
    seconds=8,
    literature="Paszke 2019",
)
def pytorch_in_seconds(seed: int = 0) -> Evidence:
    return trained("PyTorch", seed)


@claim(
    en="The Keras program (torch backend) takes SGD steps that equal those by hand, and is at 0.95 test accuracy in a "
    "hundredth of the hour that is often allowed, on one CPU thread.",
    ko="Keras 프로그램(torch 백엔드)의 SGD 스텝은 손으로 계산한 것과 같고, CPU 스레드 하나로 흔히 말하는 1시간의 "
    "100분의 1 안에 테스트 정확도 0.95에 이른다.",
    short="Training time in Keras",
    seconds=16,
)
def keras_in_seconds(seed: int = 0) -> Evidence:
    return trained("Keras", seed)


@claim(
    en="The TensorFlow program takes SGD steps that equal those by hand, and is at 0.95 test accuracy in a hundredth "
    "of the hour that is often allowed, on one CPU thread.",
    ko="TensorFlow 프로그램의 SGD 스텝은 손으로 계산한 것과 같고, CPU 스레드 하나로 흔히 말하는 1시간의 100분의 1 안에 "
    "테스트 정확도 0.95에 이른다.",
    short="Training time in TensorFlow",
    seconds=16,
    literature="Agrawal 2019",
)
def tensorflow_in_seconds(seed: int = 0) -> Evidence:
    return trained("TensorFlow", seed)


mutant("forgets zero_grad", "optimizer.zero_grad()", "pass", program="classifier_pytorch")
mutant(
    "tests on the training set",
    "(data.train_labels, data.test_labels))",
    "(data.train_labels, data.train_labels[:10000]))",
    program="classifier_pytorch",
)
mutant("reports on training images", "*test_set):.4f", "*training_set):.4f", program="classifier_numpy")
mutant("feeds logits to a loss of probabilities", "from_logits=True", "from_logits=False", program="classifier_keras")
mutant(
    "sums the loss over the batch", "tf.reduce_mean(losses)", "tf.reduce_sum(losses)", program="classifier_tensorflow"
)
mutant(
    "draws with replacement",
    "rng.permutation(len(images))",
    "rng.integers(len(images), size=len(images))",
    program="classifier_numpy",
)
mutant(
    "one order for all epochs", "torch.randperm(len(images))", "torch.arange(len(images))", program="classifier_pytorch"
)
mutant(
    "does not shuffle",
    "batch_size=128, verbose=0)",
    "batch_size=128, shuffle=False, verbose=0)",
    program="classifier_keras",
)
mutant("shuffles in a buffer of a batch", "shuffle(len(images))", "shuffle(128)", program="classifier_tensorflow")
mutant(
    "leaves out the rest of the images",
    ".batch(128)",
    ".batch(128, drop_remainder=True)",
    program="classifier_tensorflow",
)
mutant(
    "an order without a seed",
    "np.random.default_rng([seed, 1])} if by_hand",
    "np.random.default_rng()} if by_hand",
    program="framework_worker",
)
