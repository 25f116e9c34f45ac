"""Other open retrieval systems over the same passages with the same encoder, when installed.

Each module holds one adapter with its package's normal Chinese set-up. A package that is not
installed is skipped with a line; nothing here is needed by the product.
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec

from eval.baselines import PassageSystem
from eval.peers.base import PeerRanker
from eval.systems import Workbench
from index.snapshot import context_text

PEERS = {
    "haystack": ("haystack", "eval.peers.haystack_peer", "haystack-ai"),
    "txtai": ("txtai", "eval.peers.txtai_peer", "txtai"),
    "llama-index": ("llama_index.core", "eval.peers.llama_index_peer", "llama-index-core"),
    "chroma": ("chromadb", "eval.peers.chroma_peer", "chromadb"),
    "wenji": ("wenji", "eval.peers.wenji_peer", "wenji"),
}


def installed_peers(bench: Workbench) -> tuple[list[PassageSystem], list[str]]:
    """Systems for the installed peers, and for each other peer why it is left out."""
    texts = [context_text(p) for p in bench.snapshot.passages]
    systems: list[PassageSystem] = []
    left_out: list[str] = []
    for name, (package, module, distribution) in PEERS.items():
        if not _present(package):
            left_out.append(f"{name}: not installed (pip install {distribution})")
            continue
        try:
            search = importlib.import_module(module).build(texts, bench.encoder)
        except Exception as fault:  # a peer's own fault must not stop the benchmark
            left_out.append(f"{name}: does not start here: {type(fault).__name__}: {fault}")
            continue
        systems.append(PassageSystem(bench, PeerRanker(name, search, len(texts))))
    return systems, left_out


def _present(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False
