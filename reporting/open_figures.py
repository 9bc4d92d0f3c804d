"""The national figures as JSON for dashboards, and the OpenAPI description of it."""

from dataclasses import fields

from reporting.figures import SPREAD
from selfassessment.scoring import Score

TLP = "TLP:AMBER"


def as_data(figures):
    """Return the figures as plain data; shares are 0–1 and levels 1–5, or null."""
    return {
        "quarter": str(figures.period),
        "framework": figures.period.framework.name,
        "tlp": TLP,
        "regions": figures.regions,
        "submitted": figures.submitted,
        "total": total_data(figures.total),
        "categories": [
            {
                "number": chapter.number,
                "name": chapter.name,
                "total": total_data(chapter.total),
                "spread": dict(zip(SPREAD, chapter.spread, strict=True)),
            }
            for chapter in figures.chapters
        ],
        "region_figures": [row_data(row) for row in figures.rows],
        "trend": [
            {"quarter": quarter.label, "total": total_data(quarter.total)}
            for quarter in figures.quarters
        ],
        "themes": [
            {"theme": theme.label, "bottlenecks": theme.named, "requests": theme.asked}
            for theme in figures.themes
        ],
        "milestones": [
            {
                "name": one.milestone.name,
                "due_on": one.milestone.due_on.isoformat(),
                "share": one.share,
                "pace_needed": one.needed,
                "pace_shown": one.shown,
                "forecast": one.sentence,
            }
            for one in figures.forecasts
        ],
    }


def total_data(total):
    """Return what a number of regions add up to, or None when too few are behind it."""
    if total is None:
        return None
    return score_data(total.score) | {
        "regions": total.regions,
        "maturity": total.maturity,
        "criteria": total.criteria,
        "criteria_met": total.criteria_met,
    }


def score_data(score):
    counts = {field.name: getattr(score, field.name) for field in fields(score)}
    del counts["maturity_sum"]
    return counts | {
        "in_order_share": score.in_order_share,
        "demonstrable_share": score.demonstrable_share,
        "maturity": score.maturity,
    }


def row_data(row):
    return {
        "code": row.code,
        "name": row.name,
        "state": row.state or None,
        "total": row.score and score_data(row.score),
        "categories": {str(number): score_data(score) for number, score in row.scores.items()},
    }


def one_of(name, *, nullable=False):
    reference = {"$ref": f"#/components/schemas/{name}"}
    return {"anyOf": [reference, {"type": "null"}]} if nullable else reference


def an_object(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def a_list(items):
    return {"type": "array", "items": items}


TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
PACE = {"type": ["number", "null"], "description": "share per quarter"}
LEVEL = {"type": ["number", "null"], "minimum": 1, "maximum": 5}
COUNTS = {field.name: COUNT for field in fields(Score) if field.name != "maturity_sum"}
SCORE = COUNTS | {"in_order_share": SHARE, "demonstrable_share": SHARE, "maturity": LEVEL}
SCHEMAS = {
    "Score": an_object(**SCORE),
    "Total": an_object(**SCORE, regions=COUNT, criteria=COUNT, criteria_met=COUNT),
    "Category": an_object(
        number=COUNT,
        name=TEXT,
        total=one_of("Total"),
        spread=an_object(**{label: COUNT for label in SPREAD}),
    ),
    "Region": an_object(
        code=TEXT,
        name=TEXT,
        state={"enum": ["concept", "ingediend", "heropend", None]},
        total=one_of("Score", nullable=True),
        categories={"type": "object", "additionalProperties": one_of("Score")},
    ),
    "Quarter": an_object(quarter=TEXT, total=one_of("Total", nullable=True)),
    "Theme": an_object(theme=TEXT, bottlenecks=COUNT, requests=COUNT),
    "Milestone": an_object(
        name=TEXT,
        due_on={"type": "string", "format": "date"},
        share=SHARE,
        pace_needed=PACE,
        pace_shown=PACE,
        forecast=TEXT,
    ),
    "National": an_object(
        quarter=TEXT,
        framework=TEXT,
        tlp={"const": TLP},
        regions=COUNT,
        submitted=COUNT,
        total=one_of("Total", nullable=True),
        categories=a_list(one_of("Category")),
        region_figures=a_list(one_of("Region")),
        trend=a_list(one_of("Quarter")),
        themes=a_list(one_of("Theme")),
        milestones=a_list(one_of("Milestone")),
    ),
}
DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {
        "title": "Implementatieloket BIO: landelijke voortgang",
        "version": "1",
        "description": (
            "De cijfers van de pagina ‘Landelijk beeld’, voor dashboards van het programma. "
            "Alleen lezen. TLP:AMBER: niet verder verspreiden. Een getal waar minder dan vijf "
            "regio’s achter zitten, is null."
        ),
    },
    "paths": {
        "/rapportages/{quarter}/voortgang.json": {
            "get": {
                "operationId": "national",
                "summary": "De landelijke cijfers over één kwartaal",
                "security": [{"token": []}],
                "parameters": [
                    {
                        "name": "quarter",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "pattern": "^[0-9]{4}-Q[1-4]$"},
                        "example": "2026-Q3",
                    }
                ],
                "responses": {
                    "200": {
                        "description": "De cijfers",
                        "content": {"application/json": {"schema": one_of("National")}},
                    },
                    "401": {"description": "Geen geldige sleutel"},
                    "404": {"description": "Dit kwartaal is er niet"},
                },
            }
        }
    },
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}
