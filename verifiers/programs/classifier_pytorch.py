"""A classifier of MNIST in PyTorch: 784 pixels, 128 hidden units with ReLU, 10 scores; SGD on batches of 128."""

import time

import torch
from torch import nn

from quizdl.lab import mnist


def load() -> tuple[tuple[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]:
    data = mnist.load()
    images, test_images = (torch.tensor(x).reshape(-1, 784) / 255 for x in (data.train_images, data.test_images))
    labels, test_labels = (torch.tensor(y).long() for y in (data.train_labels, data.test_labels))
    return (images, labels), (test_images, test_labels)


def classifier(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def train(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for rows in torch.randperm(len(images)).split(128):
        loss = nn.functional.cross_entropy(model(images[rows]), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).float().mean().item()


if __name__ == "__main__":
    training_set, test_set = load()
    network = classifier()
    for epoch in range(1, 4):
        train(network, *training_set)
        print(f"epoch {epoch}: test accuracy {accuracy(network, *test_set):.4f}, {time.process_time():.0f} CPU seconds")
