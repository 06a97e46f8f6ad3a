"""Shared fixtures: real servers, started on free ports and stopped again; the shared clips; what is missing is said."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"

sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real clips and speech that lie beside the project."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not there")
    return SHARED


Workers = list["subprocess.Popen[bytes]"]
StartCluster = Callable[[dict[str, str]], contextlib.AbstractContextManager[tuple[str, Workers]]]


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def wait_until(ready: Callable[[], bool], seconds: float = 30.0) -> None:
    """Poll a condition that another process fulfils."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError("a server did not come up in time")
        time.sleep(0.05)


def answers(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(0.2)
        return sock.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def process(*command: str, env: dict[str, str] | None = None, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server for the length of a block."""
    with log.open("wb") as sink:
        started = subprocess.Popen(command, env=env, stdout=sink, stderr=subprocess.STDOUT)
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """An empty database on a real PostgreSQL; its address."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as db:
        db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{postgres_server}/{name}"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL; its address, without a database."""
    from services import postgres_folder

    programs = postgres_folder()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    # PostgreSQL refuses to run as root; its folder must be reachable by the user it runs as.
    folder = Path(f"/tmp/dramaport-postgres-{os.getpid()}")  # noqa: S108
    folder.mkdir(mode=0o700)
    try:
        prefix: list[str] = []
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            prefix = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        port = free_port()
        data = folder / "data"
        subprocess.run(
            [*prefix, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N"],
            check=True,
            capture_output=True,
            cwd="/",
        )
        server = [
            str(programs / "postgres"),
            "-D",
            str(data),
            "-p",
            str(port),
            "-k",
            str(folder),
            "-h",
            "127.0.0.1",
            "-F",
        ]
        address = f"postgresql://postgres@127.0.0.1:{port}"
        with process(*prefix, *server, log=tmp_path_factory.mktemp("postgres") / "log"):
            wait_until(lambda: _takes_questions(address))
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _takes_questions(address: str) -> bool:
    """A PostgreSQL that listens may still be starting up."""
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(f"{address}/postgres"):
        return True
    return False


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A real S3 API (moto's server) with a bucket; the environment that reaches it."""
    port = free_port()
    env = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with process(*command, env={**os.environ, **env}, log=tmp_path_factory.mktemp("s3") / "log"):
        wait_until(lambda: answers(port))
        import boto3

        client = boto3.client(
            "s3",
            endpoint_url=env["AWS_ENDPOINT_URL"],
            region_name=env["AWS_DEFAULT_REGION"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        client.create_bucket(Bucket="dramas")
        yield env


@pytest.fixture(scope="session")
def dask_cluster(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[StartCluster]:
    """Starts `dask scheduler` and two `dask worker` as processes with an environment; gives the address and the workers."""

    @contextlib.contextmanager
    def start(env: dict[str, str]) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
        logs = tmp_path_factory.mktemp("dask")
        port = free_port()
        full = {**os.environ, **env}
        base = [sys.executable, "-m", "dask"]
        scheduler = [*base, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"]
        worker = [*base, "worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        with contextlib.ExitStack() as stack:
            stack.enter_context(process(*scheduler, env=full, log=logs / "scheduler"))
            wait_until(lambda: answers(port))
            workers = [
                stack.enter_context(
                    process(*worker, "--local-directory", str(logs / f"w{n}"), env=full, log=logs / f"worker{n}")
                )
                for n in (1, 2)
            ]
            yield f"tcp://127.0.0.1:{port}", workers

    yield start
