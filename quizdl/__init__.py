"""quizdl: deep-learning interview questions whose answers prove themselves.

    import quizdl

    proofs = quizdl.run("adam.bias_correction", seeds=20)
    proofs.as_declared

`docs/api.md` shows all of it. Everything is imported when it is first used: `import quizdl` itself costs nothing.
"""

TYPE_CHECKING = False  # type checkers take it for true; importing typing would cost more than all else here

if TYPE_CHECKING:
    from quizdl import errors
    from quizdl.api.calls import claims, estimate_memory, judge, load_bank, run
    from quizdl.api.judgement import Judgement
    from quizdl.api.memory import MemoryEstimate
    from quizdl.api.proofs import Proof, Proofs
    from quizdl.bank.model import Bank
    from quizdl.verdict import Verdict
    from quizdl.verify.declared import Claim

__version__ = "0.1.0"

__all__ = [
    "Bank",
    "Claim",
    "Judgement",
    "MemoryEstimate",
    "Proof",
    "Proofs",
    "Verdict",
    "__version__",
    "claims",
    "errors",
    "estimate_memory",
    "judge",
    "load_bank",
    "run",
]

_MODULES = {
    "Bank": "quizdl.bank.model",
    "Claim": "quizdl.verify.declared",
    "Judgement": "quizdl.api.judgement",
    "MemoryEstimate": "quizdl.api.memory",
    "Proof": "quizdl.api.proofs",
    "Proofs": "quizdl.api.proofs",
    "Verdict": "quizdl.verdict",
    "claims": "quizdl.api.calls",
    "estimate_memory": "quizdl.api.calls",
    "judge": "quizdl.api.calls",
    "load_bank": "quizdl.api.calls",
    "run": "quizdl.api.calls",
}


if not TYPE_CHECKING:  # to type checkers every name would exist

    def __getattr__(name: str) -> object:
        """Import the name of the public API when it is first used."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        if name == "errors":
            return import_module("quizdl.errors")
        return getattr(import_module(_MODULES[name]), name)


def load_ipython_extension(shell: object) -> None:
    """`%load_ext quizdl` in a notebook: `%%practice write-adam` judges its cell."""
    from quizdl.api.notebook import add_magic

    add_magic(shell)


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
