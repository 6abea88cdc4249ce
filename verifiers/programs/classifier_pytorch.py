"""A classifier of MNIST in PyTorch: 784 pixels, 128 hidden units with ReLU, 10 scores; SGD on batches of 128."""

import time

import torch
from torch import nn

from quizdl.lab import mnist


def load() -> tuple[tuple[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]:
    """Images (N, 784), from 0 to 1, and labels (N,): 60 000 to train on, and 10 000 to test."""
    data = mnist.load()
    images, test_images = (torch.tensor(x).reshape(-1, 784) / 255 for x in (data.train_images, data.test_images))
    labels, test_labels = (torch.tensor(y).long() for y in (data.train_labels, data.test_labels))
    return (images, labels), (test_images, test_labels)


def classifier(seed: int = 0) -> nn.Module:
    """A network with random weights as torch draws them; the seed also sets the order of the images."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def train(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> None:
    """One epoch of SGD on the mean cross-entropy: each image once, in a random order."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for rows in torch.split(torch.randperm(len(images)), 128):
        loss = nn.functional.cross_entropy(model(images[rows]), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """The share of images whose own digit has the highest score."""
    with torch.no_grad():
        return float((model(images).argmax(dim=1) == labels).float().mean())


if __name__ == "__main__":
    training_set, test_set = load()
    network = classifier()
    for epoch in range(1, 4):
        train(network, *training_set)
        print(f"epoch {epoch}: test accuracy {accuracy(network, *test_set):.4f}, {time.process_time():.0f} CPU seconds")
