"""The interface's description (OpenAPI): every refusal is a problem document, and who needs a session is said."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from dramaport.stream.api import problems

_PROBLEM: Final = {"content": {problems.TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}

#: What any operation may answer beside what it is for.
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "default": {"description": "What went wrong, with a stable code and what to do (RFC 9457).", **_PROBLEM}
}

#: What needs no session: what an app asks before it has one, and the doors of those who sign what they say.
_OPEN: Final = ("/v1/config", "/v1/guests", "/v1/inbox/")


def describe(app: FastAPI) -> dict[str, Any]:
    """The description, made once. An `app.openapi`."""
    if app.openapi_schema is None:
        told = get_openapi(title=app.title, version=app.version, routes=app.routes)
        parts = told.setdefault("components", {})
        parts.setdefault("schemas", {})["Problem"] = dict(problems.SCHEMA)
        parts["securitySchemes"] = {"session": {"type": "http", "scheme": "bearer"}}
        told["security"] = [{"session": []}]
        for path, methods in told["paths"].items():
            if path.startswith(_OPEN):
                for operation in methods.values():
                    operation["security"] = []
        app.openapi_schema = told
    return app.openapi_schema
