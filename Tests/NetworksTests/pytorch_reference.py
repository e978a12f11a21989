"""Writes the reference values of OptimizerTests: PyTorch's optimisers on a sum of quartics."""
import torch

torch.set_default_dtype(torch.float64)


def run(make):
    theta = torch.tensor([1.0, -2.0, 0.5, 3.0, -0.25], requires_grad=True)
    optimizer = make([theta])
    for _ in range(20):
        optimizer.zero_grad()
        c = torch.arange(1, 6, dtype=torch.float64)
        (c * theta**4 / 4 + theta**2 / 2 - theta).sum().backward()
        optimizer.step()
    return ", ".join(repr(x) for x in theta.detach().tolist())


print("torch", torch.__version__)
print("sgd", run(lambda p: torch.optim.SGD(p, lr=0.01)))
print("momentum", run(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)))
print("adam", run(lambda p: torch.optim.Adam(p, lr=0.1)))
print("adam2", run(lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3)))
print("adamw", run(lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.2)))
