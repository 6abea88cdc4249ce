"""torch, with topk and cdist."""

import torch


def out_of_fold(x, y, k, folds):
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    predicted = torch.zeros(len(y), dtype=torch.int64)
    for held in folds:
        out = torch.zeros(len(y), dtype=torch.bool)
        out[torch.as_tensor(held)] = True
        train, labels = x[~out], y[~out]
        centred = train - train.mean(dim=0)
        correlation = (labels - labels.double().mean()) @ centred / centred.norm(dim=0)
        columns = correlation.abs().topk(k).indices
        means = torch.stack([train[labels == label].mean(dim=0)[columns] for label in (0, 1)])
        predicted[out] = torch.cdist(x[out][:, columns], means).argmin(dim=1)
    return predicted
