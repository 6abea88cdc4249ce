"""takes the largest over the images in place of the scores
점수가 아니라 이미지 방향으로 최댓값을 고른다
"""

import torch
from torch import nn


class Classifier:
    def fit(self, images, labels, seed):
        torch.manual_seed(seed)
        self.model = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10)
        )
        optimizer = torch.optim.Adam(self.model.parameters(), lr=0.002)
        x, y = pixels(images), torch.tensor(labels).long()
        self.model.train()
        for _ in range(3):
            for rows in torch.randperm(len(x)).split(128):
                loss = nn.functional.cross_entropy(self.model(x[rows]), y[rows])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        self.model.eval()

    @torch.no_grad()
    def predict(self, images):
        return self.model(pixels(images)).argmax(dim=0)


def pixels(images):
    return torch.tensor(images) / 255
