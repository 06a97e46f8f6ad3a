"""The stand-ins' pages: plain HTML, no script, marked as a sandbox, every word from outside escaped."""

from __future__ import annotations

from html import escape
from typing import Final

from starlette.responses import HTMLResponse

_STYLE: Final = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; grid-template: auto 1fr / minmax(0, 1fr) }
header { background: #b45309; color: #fff; padding: .6rem 1rem; font-weight: 700; text-align: center }
main { width: min(26rem, 100% - 2rem); margin: 2rem auto; display: grid; gap: 1rem; align-content: start;
  grid-template-columns: minmax(0, 1fr); overflow-wrap: anywhere }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 0 } p { margin: 0 } .price { font-size: 2rem; font-weight: 700 }
form { display: grid; gap: .6rem } a { text-align: center; padding: .7rem; color: light-dark(#1d4ed8, #93c5fd) }
button { font: inherit; font-weight: 600; padding: .8rem; border: 0; border-radius: .6rem; background: #1d4ed8; color: #fff }
button:focus-visible, a:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px }
@keyframes shown { to { visibility: visible } }
.later { visibility: hidden; animation: shown 0s forwards }
article { display: grid; gap: .6rem; padding-top: 1rem; border-top: 1px solid #8886 }
.letter { white-space: pre-line } .letter a { padding: 0 }
table { border-collapse: collapse; width: 100% } td { padding: .3rem; border-bottom: 1px solid #8884 }
"""

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """A page. `title` is escaped here; `body` is HTML whose parts the caller escaped."""
    name = escape(title)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name} · SANDBOX</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><header>SANDBOX: no money moves, nothing is advertised</header><main><h1>{name}</h1>{body}</main>"
        f"</body></html>",
        status,
        headers=_HEADERS,
    )


def button(label: str, value: str, name: str = "way") -> str:
    return f'<button name="{escape(name)}" value="{escape(value)}">{escape(label)}</button>'
