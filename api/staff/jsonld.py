"""The register as JSON-LD in the vocabulary of schema.org.

A commitment is a `Quotation` that is part of the plan (a `DigitalDocument`) and is about a
`PlanAction`: who is to do what, until when, with which figure as its result. The context stands
in the file, so reading it asks no other host.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from api.staff.register import Row
from corpus.model import Comparator, Plan, Quantity

MEDIA_TYPE = "application/ld+json"
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "planqa": "urn:planqa:vocabulary#",
    "isPartOf": {"@type": "@id"},
    "url": {"@type": "@id"},
    "planqa:echoes": {"@type": "@id"},
}
_LOWER = {Comparator.GE: "minValue", Comparator.GT: "minValue"}
_UPPER = {Comparator.LE: "maxValue", Comparator.LT: "maxValue"}


def to_jsonld(rows: Sequence[Row], plans: Sequence[Plan], base: str) -> bytes:
    """The rows as one document; ``base`` (https://host) makes the identifiers whole."""
    shown = {row.plan_id for row in rows}
    graph = [_plan(plan, base) for plan in plans if plan.entry.id in shown]
    graph += [_commitment(row, base) for row in rows]
    return json.dumps(
        {"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1
    ).encode()


def _plan(plan: Plan, base: str) -> dict[str, object]:
    entry = plan.entry
    known: dict[str, object] = {
        "@id": f"{base}/plans/{entry.id}",
        "@type": "DigitalDocument",
        "name": entry.title,
        "inLanguage": "zh-CN",
        "url": f"{base}/plans/{entry.id}",
    }
    if entry.issuer:
        known["publisher"] = {"@type": "GovernmentOrganization", "name": entry.issuer}
    if entry.region:
        known["spatialCoverage"] = {"@type": "AdministrativeArea", "name": entry.region}
    if entry.period_start and entry.period_end:
        known["temporalCoverage"] = f"{entry.period_start}/{entry.period_end}"
    return known


def _commitment(row: Row, base: str) -> dict[str, object]:
    action: dict[str, object] = {
        "@type": "PlanAction",
        "name": f"{row.verb} {row.object}",
        "object": {"@type": "Thing", "name": row.object},
        "actionStatus": "https://schema.org/PotentialActionStatus",
    }
    if row.actor:
        action["agent"] = {"@type": "Organization", "name": row.actor}
    if row.deadline:
        action["endTime"] = str(row.deadline)
    if row.quantities:
        action["result"] = [_quantity(quantity) for quantity in row.quantities]
    known: dict[str, object] = {
        "@id": f"{base}/plans/{row.plan_id}#{row.id}",
        "@type": "Quotation",
        "identifier": row.id,
        "text": row.what,
        "inLanguage": "zh-CN",
        "isPartOf": f"{base}/plans/{row.plan_id}",
        "url": base + row.permalink,
        "creditText": row.reference,
        "articleSection": list(row.path),
        "about": action,
        "planqa:verifiable": row.verifiable,
        "planqa:echoes": [f"{base}/plans/{row.plan_id}#{echo.id}" for echo in row.echoes],
    }
    if row.page is not None:
        known["pagination"] = str(row.page)
    return known


def _quantity(quantity: Quantity) -> dict[str, object]:
    bound = {**_LOWER, **_UPPER}.get(quantity.comparator, "value")
    return {
        "@type": "QuantitativeValue",
        bound: quantity.value,
        "unitText": quantity.unit,
        "description": quantity.display,
    }
