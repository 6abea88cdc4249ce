"""Tensors with gradients and no nn: two layers of plain tensors, SGD without an optimizer, a generator of its own."""

import torch


class Classifier:
    def fit(self, images: torch.Tensor, labels: torch.Tensor, seed):
        generator = torch.Generator().manual_seed(seed)
        x, y = images.reshape(-1, 784) / 255, labels.to(torch.int64)
        self.weights = [
            torch.randn(784, 100, generator=generator).mul_((2 / 784) ** 0.5),
            torch.zeros(100),
            torch.randn(100, 10, generator=generator).mul_((2 / 100) ** 0.5),
            torch.zeros(10),
        ]
        for weight in self.weights:
            weight.requires_grad_()
        for _ in range(3):
            for rows in torch.randperm(len(x), generator=generator).split(50):
                z = self.scores(x[rows])
                loss = (torch.logsumexp(z, dim=1) - z.gather(1, y[rows].unsqueeze(1)).squeeze(1)).mean()
                for weight, slope in zip(self.weights, torch.autograd.grad(loss, self.weights), strict=True):
                    weight.data -= 0.2 * slope

    def predict(self, images: torch.Tensor):
        return self.scores(images.reshape(-1, 784) / 255).argmax(1).tolist()

    def scores(self, x):
        w1, b1, w2, b2 = self.weights
        return (x @ w1 + b1).relu() @ w2 + b2
