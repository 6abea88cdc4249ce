"""A classifier of handwritten digits, whole, in PyTorch: a hidden layer of ReLUs; autograd and SGD do the rest."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

HIDDEN = 128
EPOCHS = 2
BATCH = 100
RATE = 0.1
MOMENTUM = 0.9


class Classifier:
    """Weights as torch draws them; SGD with momentum on the mean cross-entropy."""

    def fit(self, images: np.ndarray, labels: np.ndarray, seed: int) -> None:
        """Learn from grey values 0 to 255, shape (N, 28, 28), and their digits, shape (N,); begins anew."""
        torch.manual_seed(seed)
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10))
        optimizer = torch.optim.SGD(self.net.parameters(), lr=RATE, momentum=MOMENTUM)
        x, y = torch.tensor(images) / 255, torch.tensor(labels).long()
        for _ in range(EPOCHS):
            for rows in torch.split(torch.randperm(len(x)), BATCH):
                optimizer.zero_grad()
                cross_entropy(self.net(x[rows]), y[rows]).backward()
                optimizer.step()

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The digit with the largest score for each image, shape (M,)."""
        with torch.no_grad():
            digits: np.ndarray = self.net(torch.tensor(images) / 255).argmax(dim=1).numpy()
        return digits
