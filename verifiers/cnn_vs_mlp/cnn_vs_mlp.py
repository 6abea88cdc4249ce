"""CNN against MLP: what convolution knows about images beforehand, and what that knowledge is worth.

Images have the shape (N, channels, rows, columns), kernels (filters, channels, k, k). The digits are those of MNIST.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from quizdl.lab.checks import check_controls, check_draws, check_oddities
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.conv2d import conv2d
from ..programs.convolution_cost import (
    convolution_parameters,
    locally_connected_parameters,
)
from ..programs.fully_convolutional import dense_parameters
from ..programs.locally_connected import locally_connected
from .networks import LocallyConnected, arrays, count

SUMS = "sums of at most 784 products in float64, each rounded by 1e-16 of the largest"


@claim(
    en="A 3×3 convolution from 1 map to 8 has 80 parameters where a dense layer for the same maps of 28×28 pixels has "
    "4 923 520. It is that dense layer with 98.9 % of the weights fixed at zero and 72 weights repeated over the rest.",
    ko="1채널에서 8채널로 가는 3×3 합성곱의 파라미터는 80개인데, 같은 28×28 특징 맵을 내는 완전 연결층은 "
    "4,923,520개가 필요하다. 합성곱은 가중치의 98.9%를 0으로 고정하고 나머지 자리에 72개의 가중치를 "
    "반복해 쓰는 완전 연결층이다.",
    short="A convolution as a dense layer",
    seconds=1.5,
    literature="LeCun 1989",
)
def locality_and_sharing(filters: int = 8, size: int = 3, seed: int = 0) -> Evidence:
    if not 1 <= filters <= 16 or size % 2 == 0 or not 3 <= size <= 9:
        raise Undecided(
            en=f"{filters} filters of {size}×{size}; the experiment is made for one to 16 of an odd size from 3 to 9",
            ko=f"필터 {filters}개, 크기 {size}×{size}: 이 실험에서 필터는 1개부터 16개까지, 크기는 3부터 9까지의 "
            "홀수이다",
        )
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=(filters, 1, size, size)), rng.normal(size=filters)
    own, own_b = rng.normal(size=(filters, 1, 28, 28, size, size)), rng.normal(size=(filters, 28, 28))
    dots = np.eye(784).reshape(784, 1, 28, 28)  # what a linear map makes of each single pixel is its matrix
    matrix = conv2d(dots, w, np.zeros(filters), padding=size // 2).reshape(784, -1).T
    unshared = locally_connected(dots, own, np.zeros((filters, 28, 28))).reshape(784, -1).T
    rows, columns = np.divmod(np.arange(784), 28)
    farthest = np.maximum(abs(rows[:, None] - rows), abs(columns[:, None] - columns))  # from output to input pixel
    in_reach = np.tile(farthest <= size // 2, (filters, 1))

    images = rng.normal(size=(5, 1, 28, 28))
    maps = conv2d(images, w, b, padding=size // 2)
    by_matrix = (images.reshape(5, 784) @ matrix.T).reshape(maps.shape) + b[:, None, None]
    by_torch = functional.conv2d(torch.tensor(images), torch.tensor(w), torch.tensor(b), padding=size // 2).numpy()
    everywhere = np.broadcast_to(w[:, :, None, None], own.shape)
    alike = locally_connected(images, everywhere, np.broadcast_to(b[:, None, None], own_b.shape))
    windows = functional.unfold(torch.tensor(images), size, padding=size // 2).numpy()  # (N, k², 784)
    apart = (windows[:, None] * own.reshape(filters, 784, -1).transpose(0, 2, 1)).sum(axis=2)
    unshared_maps = locally_connected(images, own, own_b)

    torch.manual_seed(seed)
    layer, small = LocallyConnected().double(), rng.normal(size=(5, 1, 14, 14))
    its_w, its_b = arrays(layer)
    by_hand = locally_connected(small, its_w.reshape(8, 1, 14, 14, 3, 3), its_b)

    sizes = range(1, 28, 2)
    with torch.device("meta"):
        layers = [nn.Conv2d(1, filters, size), nn.Linear(784, filters * 784), nn.Conv2d(5, filters, size)]
    counted, dense, wider = (count(layer) for layer in layers)
    many, own_of_three = rng.normal(size=(2, 3, 9, 7)), rng.normal(size=(filters, 3, 9, 7, size, size))
    of_three = functional.unfold(torch.tensor(many), size, padding=size // 2).numpy()  # (N, 3k², 63)
    by_windows = np.einsum("nkp,fpk->nfp", of_three, own_of_three.transpose(0, 2, 3, 1, 4, 5).reshape(filters, 63, -1))
    ours_of_three = locally_connected(many, own_of_three, np.zeros((filters, 9, 7)))
    kinds = len(set(unshared[unshared != 0].tolist()))
    exact = at_most(1e-12, because=SUMS)
    return Evidence(
        finding=Finding(
            "A {size}×{size} convolution has {shared:,.0f} parameters, with kernels of its own for every pixel a layer "
            "has {own:,.0f}, and a dense layer for the same maps has {dense:,.0f}",
            shared="parameters of the convolution",
            own="parameters without sharing",
            dense="parameters of the dense layer",
        ),
        caption="Parameters by the size of the kernels. Shared kernels need few. Kernels for every pixel come near the "
        "dense layer as they grow to the size of the image.",
        measurements=[
            Measurement(
                "parameters of the convolution",
                convolution_parameters(1, filters, size),
                within(counted, 0, because="the count of torch"),
            ),
            Measurement(
                "parameters of the dense layer",
                dense_parameters(784, filters * 784),
                within(dense, 0, because="the count of torch"),
            ),
            Measurement(
                "parameters without sharing",
                locally_connected_parameters(1, filters, size, 784),
                within(own.size + own_b.size, 0, because="the kernels and biases of such a layer"),
            ),
            Measurement(
                "parameters of a convolution from 5 maps",
                convolution_parameters(5, filters, size),
                within(wider, 0, because="the count of torch"),
            ),
            Measurement(
                "share of zeros in the dense layer that the convolution is",
                float((matrix == 0).mean()),
                within(
                    1 - ((28 * size - 2 * sum(range(size // 2 + 1))) / 784) ** 2,
                    1e-12,
                    because="along each axis k pixels are in reach, less those beyond the borders",
                ),
            ),
            Measurement(
                "weights that are zero in reach or not zero beyond it",
                int(np.count_nonzero((matrix != 0) != in_reach)),
                within(0, 0, because="normal numbers are never zero; locality"),
            ),
            Measurement(
                "different weights that are not zero",
                len(set(matrix[matrix != 0].tolist())),
                within(filters * size**2, 0, because="one kernel for each filter"),
            ),
            Measurement(
                "relative error of the dense layer against the convolution", relative_error(by_matrix, maps), exact
            ),
            Measurement("relative error of the convolution against torch", relative_error(maps, by_torch), exact),
            Measurement(
                "relative error of equal kernels for all pixels against the convolution",
                relative_error(alike, maps),
                exact,
            ),
            Measurement(
                "relative error of kernels of its own for every pixel against the sum over windows",
                relative_error(unshared_maps, apart.reshape(unshared_maps.shape) + own_b),
                exact,
            ),
            Measurement(
                "three maps and kernels of their own: relative error against the sum over windows",
                relative_error(ours_of_three, by_windows.reshape(ours_of_three.shape)),
                exact,
            ),
            Measurement(
                "parameters without sharing of three maps",
                locally_connected_parameters(3, filters, size, 63),
                within(own_of_three.size + filters * 63, 0, because="the kernels and biases of such a layer"),
            ),
            check_draws(*map(oddity_of_normal, (np.append(w, b), own, own_b, images, small, many, own_of_three))),
            check_oddities(),
            check_controls(kinds - filters * (28 * size - 2 * sum(range(size // 2 + 1))) ** 2),
            Measurement(
                "relative error of the unshared layer in torch against the program",
                relative_error(layer(torch.tensor(small)).detach().numpy(), by_hand),
                exact,
                check=True,
            ),
        ],
        controls=[
            Control(
                "different weights without sharing",
                kinds,
                at_most(filters * size**2),
            )
        ],
        curves=[
            Curve("convolution", [convolution_parameters(1, filters, k) for k in sizes], x=sizes, role="subject"),
            Curve(
                "kernels of its own for every pixel",
                [locally_connected_parameters(1, filters, k, 784) for k in sizes],
                x=sizes,
                role="reference",
            ),
            Curve("dense layer", [dense] * len(sizes), x=sizes, role="bound"),
        ],
        axes=Axes(
            x="size of the kernels",
            y="parameters",
            log_y=True,
            marks=[
                Mark(of="parameters of the convolution", x=size, text="{value:,.0f}"),
                Mark(of="parameters without sharing", x=size, text="{value:,.0f}"),
                Mark(of="parameters of the dense layer", x=27, text="{value:,.0f}"),
            ],
        ),
        fields={"size": size},
    )


mutant(
    "shares the kernels after all",
    'fchwij->nfhw", windows, w,',
    'fcij->nfhw", windows, w[:, :, 5, 5],',
    program="locally_connected",
)
mutant(
    "counts one bias for all filters",
    "filters * (channels * k**2 + 1)",
    "filters * channels * k**2 + 1",
    program="convolution_cost",
)
mutant("forgets the channels", "filters * (channels * k**2 + 1)", "filters * (k**2 + 1)", program="convolution_cost")
mutant(
    "forgets the biases of a dense layer", "(inputs + 1) * outputs", "inputs * outputs", program="fully_convolutional"
)
mutant(
    "counts shared kernels", "places * convolution_parameters(", "convolution_parameters(", program="convolution_cost"
)
mutant(
    "turns the kernel of every pixel upside down",
    "windows, w, optimize=True)",
    "windows, w[..., ::-1, :], optimize=True)",
    program="locally_connected",
)
