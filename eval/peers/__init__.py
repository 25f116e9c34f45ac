"""Other open retrieval systems over the same passages with the same encoder, when installed.

Each module holds one adapter with its package's normal Chinese set-up. A package that is not
installed is skipped with a line; nothing here is needed by the product.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
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


def installed_peers(bench: Workbench) -> Iterator[PassageSystem]:
    """Systems for the installed peers; says on stderr which are not, or do not start."""
    texts = [context_text(p) for p in bench.snapshot.passages]
    for name, (package, module, distribution) in PEERS.items():
        if not _present(package):
            print(f"{name}: not installed (pip install {distribution}), skipped", file=sys.stderr)
            continue
        try:
            search = importlib.import_module(module).build(texts, bench.encoder)
        except Exception as fault:  # a peer's own fault must not stop the benchmark
            print(f"{name}: does not start here, skipped: {fault}", file=sys.stderr)
            continue
        yield PassageSystem(bench, PeerRanker(name, search, len(texts)))


def _present(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False
