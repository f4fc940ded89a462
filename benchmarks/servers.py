"""Starting and stopping what is measured: PostgreSQL, Synapse and Heddle, all on the loopback
interface, as processes of this program, ended by process id."""

import json
import os
import pathlib
import platform
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SYNAPSE_VERSION = "1.163.2"
SERVER_NAME = "bench.localhost"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One started homeserver: its name, URL, registration secret, root pids and directory."""

    def __init__(self, name, directory):
        self.name = name
        self.directory = directory
        self.secret = secrets.token_hex(16)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes = []
        self.version = "unknown"

    def spawn(self, command, log, **options):
        with open(self.directory / log, "ab") as out:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )
        self.processes.append(process)
        return process

    def await_answer(self, process, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.url + "/_matrix/client/versions", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise SystemExit(f"{self.name} does not answer at {self.url}; see the logs in {self.directory}")

    def stop(self):
        """Homeserver first, then its database; leftovers in the directory last."""
        for process in reversed(self.processes):
            end(process)
        for pid in pids_in(self.directory):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def argument(self):
        pids = "+".join(str(process.pid) for process in self.processes)
        return f"{self.name},{self.url},{self.secret},{pids},{self.directory}"


def end(process):
    """SIGTERM first; for a PostgreSQL postmaster with clients SIGINT, its fast shutdown."""
    for sign, patience in ((signal.SIGTERM, 15), (signal.SIGINT, 5), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            return
        process.send_signal(sign)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass


def pids_in(directory):
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and directory in [
                cwd := pathlib.Path(os.readlink(entry / "cwd")),
                *cwd.parents,
            ]:
                found.append(int(entry.name))
        except OSError:
            pass
    return found


# ---- PostgreSQL, the same binaries that Heddle embeds ----


def postgres_binaries(work):
    """Directory with bin/postgres: BENCH_PG_HOME, or unpacked once from the embedded binaries."""
    if home := os.environ.get("BENCH_PG_HOME"):
        return pathlib.Path(home)
    target = work / "postgresql"
    if not (target / "bin/postgres").exists():
        target.mkdir(parents=True, exist_ok=True)
        unpack_postgres(target)
    return target


def unpack_postgres(target):
    arch = {"x86_64": "amd64", "aarch64": "arm64v8"}[platform.machine()]
    name = f"embedded-postgres-binaries-linux-{arch}"
    folder = maven_repository() / "io/zonky/test/postgres" / name
    jars = sorted(folder.glob("*/*.jar"))
    if not jars:
        raise SystemExit(f"no {name} in the local Maven repository: build Heddle first, or set BENCH_PG_HOME")
    with zipfile.ZipFile(jars[-1]) as jar:
        archive = next(entry for entry in jar.namelist() if entry.endswith(".txz"))
        with jar.open(archive) as packed, tarfile.open(fileobj=packed, mode="r|xz") as tar:
            tar.extractall(target)


def maven_repository():
    return pathlib.Path(os.environ.get("MAVEN_REPO_LOCAL", pathlib.Path.home() / ".m2/repository"))


def unprivileged():
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def start_postgres(server, binaries):
    """A new cluster with PostgreSQL's own defaults: fsync and synchronous_commit stay on."""
    data = server.directory / "postgres"
    data.mkdir()
    identity = unprivileged()
    if identity:
        os.chown(data, identity["user"], identity["group"])
    environment = {**os.environ, "HOME": str(data), "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [binaries / "bin/initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C"],
        check=True, stdout=subprocess.DEVNULL, cwd=data, env=environment, **identity,
    )
    port = free_port()
    process = server.spawn(
        [binaries / "bin/postgres", "-D", data, "-p", port, "-h", "127.0.0.1", "-k", ""],
        "postgres.log", cwd=data, env=environment, **identity,
    )
    for _ in range(150):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return port
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL does not start; see {server.directory}/postgres.log")


# ---- Synapse ----


def synapse_python():
    """Interpreter of the virtual environment with Synapse, made on first use."""
    venv = HERE / ".venv"
    python = venv / "bin/python"
    stamp = venv / f"synapse-{SYNAPSE_VERSION}"
    if not stamp.exists():
        print(f"installing matrix-synapse {SYNAPSE_VERSION} into {venv}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", f"matrix-synapse=={SYNAPSE_VERSION}", "psycopg2-binary"],
            check=True,
        )
        stamp.touch()
    return python


UNLIMITED = {"per_second": 100000, "burst_count": 100000}


def synapse_settings(server, database_port):
    """Synapse as shipped, one process, but for: PostgreSQL, no rate limits, cheap password hashes
    for the set-up, no federation."""
    directory = server.directory
    return {
        "server_name": SERVER_NAME,
        "pid_file": str(directory / "synapse.pid"),
        "listeners": [
            {
                "port": server.port,
                "type": "http",
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": ["client"], "compress": False}],
            }
        ],
        "database": {
            "name": "psycopg2",
            "args": {
                "host": "127.0.0.1",
                "port": database_port,
                "user": "bench",
                "dbname": "synapse",
                "cp_min": 5,
                "cp_max": 10,
            },
        },
        "log_config": str(directory / "log.json"),
        "media_store_path": str(directory / "media"),
        "signing_key_path": str(directory / "signing.key"),
        "registration_shared_secret": server.secret,
        "macaroon_secret_key": secrets.token_hex(16),
        "form_secret": secrets.token_hex(16),
        "bcrypt_rounds": 4,
        "report_stats": False,
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "rc_message": UNLIMITED,
        "rc_registration": UNLIMITED,
        "rc_login": {"address": UNLIMITED, "account": UNLIMITED, "failed_attempts": UNLIMITED},
        "rc_joins": {"local": UNLIMITED, "remote": UNLIMITED},
        "rc_joins_per_room": UNLIMITED,
        "rc_invites": {"per_room": UNLIMITED, "per_user": UNLIMITED, "per_issuer": UNLIMITED},
        "rc_presence": {"per_user": UNLIMITED},
        "rc_room_creation": UNLIMITED,
    }


def synapse_log(directory):
    return {
        "version": 1,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "file": {
                "class": "logging.FileHandler",
                "formatter": "plain",
                "filename": str(directory / "synapse.log"),
            }
        },
        "root": {"level": "WARNING", "handlers": ["file"]},
    }


def start_synapse(work):
    server = Server("synapse", fresh(work / "synapse"))
    server.version = f"matrix-synapse {SYNAPSE_VERSION}, one process"
    python = synapse_python()
    try:
        port = start_postgres(server, postgres_binaries(work))
        create = (
            "import psycopg2; c = psycopg2.connect(host='127.0.0.1', port=%d, user='bench', dbname='postgres');"
            "c.autocommit = True; c.cursor().execute('CREATE DATABASE synapse TEMPLATE template0')" % port
        )
        subprocess.run([python, "-c", create], check=True)
        config = server.directory / "homeserver.json"
        config.write_text(json.dumps(synapse_settings(server, port), indent=1))
        (server.directory / "log.json").write_text(json.dumps(synapse_log(server.directory)))
        command = [python, "-m", "synapse.app.homeserver", "-c", config]
        subprocess.run([*command, "--generate-keys"], check=True, cwd=server.directory)
        process = server.spawn(command, "output.log", cwd=server.directory)
        server.await_answer(process, 90)
        return server
    except BaseException:
        server.stop()
        raise


# ---- Heddle ----


def start_heddle(work):
    """As `make run` does after its build, with the embedded PostgreSQL; rate limits off as Synapse's."""
    server = Server("heddle", fresh(work / "heddle"))
    server.version = "Heddle " + git_revision()
    data = server.directory / "data"
    data.mkdir()
    (data / "homeserver.yaml").write_text(
        f"registration_shared_secret: {server.secret}\nrate_limits:\n  enabled: false\n"
    )
    try:
        process = server.spawn(heddle_command(server, data), "output.log", cwd=server.directory)
        server.await_answer(process, 90)
        return server
    except BaseException:
        server.stop()
        raise


def heddle_command(server, data):
    return [ROOT / "bin/heddle", "run", "--port", server.port, "--data", data, "--server-name", SERVER_NAME]


def git_revision():
    result = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return result.stdout.strip() or "unknown revision"


def fresh(directory):
    if pids_in(directory):
        raise SystemExit(f"processes of another run are still in {directory}: {pids_in(directory)}")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory
