"""Parameters and multiply-adds of layers with kernels of k×k weights, from C maps to F (Dumoulin & Visin 2016).

`places` counts the pixels of an output map, H·W.
"""


def convolution_parameters(channels: int, filters: int, k: int) -> int:
    """A kernel over all channels and a bias for each filter, whatever the size of the image: F (C k² + 1)."""
    return filters * (channels * k**2 + 1)


def locally_connected_parameters(channels: int, filters: int, k: int, places: int) -> int:
    """The same without sharing: every place has kernels and biases of its own."""
    return places * convolution_parameters(channels, filters, k)


def convolution_multiply_adds(channels: int, filters: int, k: int, places: int) -> int:
    """For one image: each of the F C k² weights is used once at every place."""
    return places * filters * channels * k**2
