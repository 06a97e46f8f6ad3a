"""The nginx configuration that ships, in Debian's nginx, with the app behind it: what plays, what does not, and what is logged."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine, text

from conftest import answers, free_port, process, wait_until
from dramaport.stream.api import Station
from dramaport.stream.tokens import Keys
from stream.conftest import DRAMA

pytestmark = pytest.mark.services

DEPLOY = Path(__file__).parents[3] / "deploy" / "nginx"
SECRET = b"n" * 32
KEYS = Keys({"k": SECRET}, "k")


@dataclass
class Site:
    """nginx on a free port. `folder` is an episode's folder under the media's."""

    address: str
    plain: str
    folder: str
    media: Path
    logs: Path
    http: httpx.Client
    session: dict[str, str] = field(default_factory=dict)

    def sign(self, folder: str | None = None, minutes: float = 5, keys: Keys = KEYS) -> str:
        return keys.sign(folder or self.folder, datetime.now(UTC) + timedelta(minutes=minutes))

    def media_answer(self, token: str, path: str, **headers: str) -> httpx.Response:
        return self.http.get(f"{self.address}/m/{token}/{path}", headers=headers)

    def raw(self, target: str) -> bytes:
        """A request whose target no library has tidied; the first line of the answer and all that follows."""
        import socket

        host, port = self.address.removeprefix("https://").split(":")
        with (
            socket.create_connection((host, int(port)), 10) as plain,
            _trusting().wrap_socket(plain, server_hostname=host) as tls,
        ):
            tls.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            return b"".join(iter(lambda: tls.recv(65_536), b""))


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture
def site(station: Station, database: Engine, releases: Path, tmp_path: Path) -> Iterator[Site]:
    from services import nginx

    program = nginx()
    if program is None:
        pytest.skip("nginx with njs is not installed (Debian: apt-get install nginx libnginx-mod-http-js)")
    app, http, https = free_port(), free_port(), free_port()
    env = {
        **os.environ, "DRAMAPORT_HOME": str(tmp_path / "home"), "DRAMAPORT_MEDIA": str(station.media),
        "DRAMAPORT_DATABASE": str(database.url), "DRAMAPORT_MEDIA_KEYS": f"old:{'0' * 64},k:{SECRET.hex()}",
    }  # fmt: skip
    configuration = _configuration(tmp_path, station.media, app, http, https)
    serve = [sys.executable, "-m", "dramaport", "serve", "--host", "127.0.0.1", "--port", str(app)]
    with database.connect() as db:
        folder = str(db.execute(text("SELECT prefix FROM published WHERE number = 1")).scalar())
    with (
        process(*serve, env=env, log=tmp_path / "app.log"),
        process(*_command(program, configuration), "-g", "daemon off;", env=env, log=tmp_path / "nginx.log"),
        httpx.Client(verify=_trusting()) as client,
    ):  # fmt: skip
        wait_until(lambda: answers(app) and answers(https))
        yield Site(f"https://127.0.0.1:{https}", f"http://127.0.0.1:{http}", folder, station.media, tmp_path, client)


def _command(program: Path, configuration: Path) -> tuple[str, ...]:
    return str(program), "-e", str(configuration.parent / "error.log"), "-c", str(configuration)


def _configuration(folder: Path, media: Path, app: int, http: int, https: int) -> Path:
    """The shipped files, filled in as docs/deploy.md says, on ports and paths of the test's own."""
    site = (DEPLOY / "dramaport.conf").read_text("utf-8")
    filled = {
        "@DOMAIN@": "localhost", "@MEDIA@": str(media), "@APP@": f"127.0.0.1:{app}", "@HERE@": str(DEPLOY),
        "@CACHE@": str(folder / "cache"),
    }  # fmt: skip
    for name, value in filled.items():
        site = site.replace(name, value)
    assert "@" not in re.sub(r"#.*|@dramaport_\w+", "", site)
    site = re.sub(r"\n\s*listen \[::\]:[^;]*;", "", site)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{http};").replace("listen 443 ", f"listen 127.0.0.1:{https} ")
    site = re.sub(r"/etc/letsencrypt/live/localhost/", f"{folder}/", site)
    site = site.replace("/var/log/nginx/", f"{folder}/")
    (folder / "site.conf").write_text(site, "utf-8")
    _certificate(folder)
    modules = "\n".join(f"include {path};" for path in sorted(Path("/etc/nginx/modules-enabled").glob("*.conf")))
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(
        f"{user}\n{modules}\ninclude {DEPLOY}/environment.conf;\npid {folder}/nginx.pid;\n"
        f"error_log {folder}/error.log info;\nworker_processes 1;\nevents {{}}\n"
        f"http {{\n{temporary}\nset_real_ip_from 127.0.0.1;\nreal_ip_header X-Test-Client;\n"
        f"include /etc/nginx/mime.types;\ninclude {folder}/site.conf;\n}}\n",
        "utf-8",
    )
    return main


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))


def test_media_and_api_through_nginx(site: Site) -> None:
    """One start of two servers for everything that needs them; each step says its rule."""
    _a_file_plays_with_its_token_whole_and_in_parts(site)
    _nothing_plays_without_one(site)
    _no_trick_leads_to_another_path(site)
    _what_the_app_signs_plays(site)
    _the_address_arrives_and_cannot_be_made_up(site)
    _bodies_are_bounded(site)
    _the_app_page_is_compressed_and_kept(site)
    _plain_http_leads_to_tls(site)
    _no_token_is_logged(site)


def _a_file_plays_with_its_token_whole_and_in_parts(site: Site) -> None:
    name = next(path.name for path in sorted((site.media / site.folder).iterdir()) if path.suffix == ".mp4")
    whole = (site.media / site.folder / name).read_bytes()
    token = site.sign()
    answer = site.media_answer(token, f"{site.folder}/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
    assert answer.content == whole
    assert answer.headers["cache-control"] == "private, max-age=600, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    part = site.media_answer(token, f"{site.folder}/{name}", Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    beyond = site.media_answer(token, f"{site.folder}/{name}", Range=f"bytes={len(whole)}-")
    assert beyond.status_code == 416
    old = Keys({"old": b"\0" * 32}, "old")
    assert site.media_answer(site.sign(keys=old), f"{site.folder}/{name}").status_code == 200  # a key that still checks


def _nothing_plays_without_one(site: Site) -> None:
    name = f"{site.folder}/storyboard.jpg"
    stranger = Keys({"k": b"x" * 32}, "k")
    token = site.sign()
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    longer = str(int(token.split(".")[0]) + 600) + token[token.index(".") :]
    for closed in (
        "",
        "x",
        "1.k.A",
        flipped,
        longer,
        site.sign(minutes=-0.1),
        site.sign(keys=stranger),
        site.sign("d1"),
    ):
        answer = site.media_answer(closed, name)
        assert answer.status_code in (403, 404), closed
        if closed:
            assert (answer.status_code, answer.json()["code"]) == (403, "expired_ticket"), closed
            assert answer.headers["content-type"] == "application/problem+json"
    gone = site.media_answer(token, f"{site.folder}/none.mp4")
    assert (gone.status_code, gone.json()["code"]) == (404, "gone")
    assert site.http.post(f"{site.address}/m/{token}/{name}").json()["code"] == "wrong_method"


def _no_trick_leads_to_another_path(site: Site) -> None:
    token, other = site.sign(), site.folder.replace("E01", "E02")
    folder = site.media / site.folder
    (folder / "link.jpg").symlink_to("/etc/hostname")
    (site.media.parent / "secret.txt").write_text("secret")
    for path in (
        f"{site.folder}/../{other}/storyboard.jpg",
        f"{site.folder}/%2e%2e/{other}/storyboard.jpg",
        f"{site.folder}/..%2f..%2fE02/storyboard.jpg",
        f"{site.folder}/../../../secret.txt",
        f"{site.folder}/..%2f..%2f..%2fsecret.txt",
        f"{site.folder}/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.txt",
        f"{site.folder}/link.jpg",
        f"{site.folder}/",
        f"{site.folder}",
        f"{site.folder}/.",
        f"{site.folder}/..",
        f"{site.folder}//",
        f"{site.folder}/x%00/../storyboard.jpg",
        f"/{site.folder}/../../../../etc/hostname",
    ):
        answer = site.raw(f"/m/{token}/{path}")
        assert re.match(rb"HTTP/1.1 (301|400|403|404) ", answer), (path, answer[:200])
        assert b"secret" not in answer
    (folder / "link.jpg").unlink()


def _what_the_app_signs_plays(site: Site) -> None:
    begun = site.http.post(f"{site.address}/v1/guests", json={"territory": "US", "languages": ["en"]})
    assert begun.status_code == 201, begun.text
    site.session = {"Authorization": f"Bearer {begun.json()['token']}"}
    ticket = site.http.post(f"{site.address}/v1/tickets", json={"drama": DRAMA, "number": 1}, headers=site.session)
    assert ticket.status_code == 200, ticket.text
    told: dict[str, Any] = ticket.json()
    for address in (told["poster"], told["storyboard"]["url"], *re.findall(r'"(/m/[^"]+)"', str(told["playlists"]))):
        assert site.http.get(f"{site.address}{address}").status_code == 200
    locked = site.http.post(f"{site.address}/v1/tickets", json={"drama": DRAMA, "number": 11}, headers=site.session)
    assert (locked.status_code, locked.json()["code"]) == (403, "locked")


def _the_address_arrives_and_cannot_be_made_up(site: Site) -> None:
    """Sixty sessions an hour for an address, as nginx sees it. Here it sees what the test's stand-in for a CDN says."""

    def begin(client: str, **made_up: str) -> httpx.Response:
        headers = {"X-Test-Client": client, **made_up}
        return site.http.post(f"{site.address}/v1/guests", json={"territory": "US"}, headers=headers)

    for number in range(60):
        spoofed = {
            "X-Forwarded-For": f"198.51.100.{number}",
            "Forwarded": f"for=198.51.100.{number}",
            "X-Territory": "MX",
        }
        begun = begin("203.0.113.5", **spoofed)
        assert begun.status_code == 201, begun.text
        assert begun.json()["viewer"]["territory"] == "US"
    last = begin("203.0.113.5", **{"X-Forwarded-For": "198.51.100.99"})
    assert (last.status_code, last.json()["code"]) == (429, "too_many")
    assert int(last.headers["retry-after"]) > 0
    assert begin("203.0.113.6").status_code == 201


def _bodies_are_bounded(site: Site) -> None:
    answer = site.http.post(f"{site.address}/v1/events", content=b" " * 300_000, headers=site.session)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def _the_app_page_is_compressed_and_kept(site: Site) -> None:
    answer = site.http.get(f"{site.address}/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["info"]["title"] == "Dramaport"
    assert "server" not in answer.headers or "/" not in answer.headers["server"]


def _plain_http_leads_to_tls(site: Site) -> None:
    answer = site.http.get(f"{site.plain}/wallet?x=1")
    assert (answer.status_code, answer.headers["location"]) == (301, "https://127.0.0.1/wallet?x=1")


def _no_token_is_logged(site: Site) -> None:
    site.http.get(f"{site.address}/v1/inbox/admob?custom_data=hushhush&signature=x")
    wait_until(lambda: "/v1/inbox/admob " in (site.logs / "dramaport.log").read_text("utf-8"))
    logs = "".join((site.logs / name).read_text("utf-8") for name in ("dramaport.log", "nginx.log", "error.log"))
    assert f"/m/-/{site.folder}/storyboard.jpg" in logs
    assert not re.search(r"\.k\.[A-Za-z0-9_-]{20}|\.old\.|hushhush|Bearer", logs)


def test_the_shipped_configuration_is_accepted_with_brotli(tmp_path: Path) -> None:
    from services import nginx

    program = nginx()
    if program is None or not Path("/etc/nginx/modules-enabled/50-mod-http-brotli-filter.conf").exists():
        pytest.skip("nginx with njs and brotli is not installed")
    main = _configuration(tmp_path, tmp_path / "media", 1, free_port(), free_port())
    main.write_text(main.read_text("utf-8").replace("http {", f"http {{\ninclude {DEPLOY}/brotli.conf;", 1))
    told = subprocess.run([*_command(program, main), "-t"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
