"""Whatever is sent to the interface, it answers as it says it does: never with a fault of its own, never without a code.

schemathesis makes the requests from the app's own description: such that fit it, and such that do not. Derandomised, so that
every run sends the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance

from dramaport.data.engine import open_database
from dramaport.stream.api import Station, make_app
from dramaport.stream.api.problems import TYPE
from dramaport.stream.sandbox.keys import make_keys
from dramaport.stream.tokens import Keys
from stream.conftest import Clock, published
from stream.town import DRAMA, open_town, soon

CODE = re.compile(r"[a-z][a-z_]{1,40}")
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]

#: A way to sign in that has no keys here is closed, and says so; every other way is open.
CLOSED = 503

#: How many requests of each kind an operation gets; the whole file takes a quarter of a minute.
EXAMPLES = 30


def operations() -> list[str]:
    """Every operation by its label, such as `GET /v1/me`."""
    told = make_app(Station(open_database("sqlite://"), Keys({"k": b"k" * 32}, "k"), Path())).openapi()
    return [f"{method.upper()} {path}" for path, methods in told["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def interface(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any]]:
    """The app's description, and the town it is in. Nobody is limited here."""
    folder = tmp_path_factory.mktemp("fuzzed")
    station = published(open_database(f"sqlite:///{folder / 'db'}"), releases, folder / "media", Clock())
    with open_town(station, make_keys(), Clock(soon()), limits=1e6) as town:
        yield schemathesis.openapi.from_asgi("/v1/openapi.json", town.app), town


@pytest.mark.parametrize("label", operations())
def test_every_operation_answers_as_described(interface: tuple[Any, Any], label: str) -> None:
    schema, town = interface
    operation = schema.find_operation_by_label(label)
    guest = town.guest()
    for mode in GenerationMode:

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
        def answers(case: Any, known: bool) -> None:
            if known:
                _name_the_drama(case)
            response = case.call(headers={"Authorization": f"Bearer {guest.token}"})
            case.validate_response(response, checks=CHECKS[response.status_code == CLOSED :])
            if response.status_code >= 400:
                _require_problem(response)

        try:
            answers()
        except Unsatisfiable:  # an operation without parameters has nothing that could be wrong
            assert mode is GenerationMode.NEGATIVE


def _name_the_drama(case: Any) -> None:
    """What is made up hits no drama; half of the requests ask for the one that is there."""
    for part in (case.body, case.query, case.path_parameters):
        if isinstance(part, dict) and isinstance(part.get("drama"), str):
            part["drama"] = DRAMA


def _require_problem(response: Any) -> None:
    assert response.headers["content-type"] in (TYPE, [TYPE])
    told = response.json()
    assert CODE.fullmatch(told["code"])
    assert told["status"] == response.status_code
    assert (response.status_code >= 500) == (told["code"] == "way_closed")
    assert len(told["detail"]) > 10


def test_the_description_says_who_needs_a_session_and_what_refusals_look_like(interface: tuple[Any, Any]) -> None:
    told = interface[1].app.openapi()
    assert told["security"] == [{"session": []}]
    described = {
        path for path, methods in told["paths"].items() for operation in methods.values() if "security" in operation
    }
    assert {path for path in described if not path.startswith("/v1/inbox/")} == {"/v1/config", "/v1/guests"}
    for methods in told["paths"].values():
        for operation in methods.values():
            assert list(operation["responses"]["default"]["content"]) == [TYPE]
            assert "422" not in operation["responses"]


def test_without_a_session_every_other_operation_says_so(interface: tuple[Any, Any]) -> None:
    town = interface[1]
    for path, methods in town.app.openapi()["paths"].items():
        for method, operation in methods.items():
            if "security" not in operation:
                address = re.sub(r"\{\w+\}", "1", path)
                for token in ("", "Bearer", "Bearer x", "Basic eDp5", f"Bearer {'é' * 30}".encode()):
                    head: Any = {"Authorization": token, "Idempotency-Key": "fuzzing-0001"}
                    answer = town.at("203.0.113.7").request(method, address, headers=head, json={})
                    assert answer.status_code in (401, 422), (method, path, answer.text)
                    assert answer.headers["content-type"] == TYPE
