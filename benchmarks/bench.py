#!/usr/bin/env python3
"""Compares Heddle with Synapse on this machine: starts both, loads both by turns, writes the report.

Everything runs on the loopback interface and is stopped at the end. Environment: BENCH_SHORT=1 is
--short; BENCH_WORK is --work; BENCH_PG_HOME names a PostgreSQL installation for Synapse instead of
the binaries that Heddle embeds; JAVA_HOME names the JDK of the load generator."""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

import report
import servers

STARTERS = {"synapse": servers.start_synapse, "heddle": servers.start_heddle}


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", default=os.environ.get("BENCH_SHORT") == "1",
                        help="a run of some minutes that shows that everything works")
    parser.add_argument("--servers", default="synapse,heddle", help="which to measure (default: %(default)s)")
    parser.add_argument("--only", default="", help="scenarios to run, comma-separated (default: all)")
    parser.add_argument("--minutes", type=float, help="give up after so many minutes (default: 20, short 4)")
    parser.add_argument("--work", default=os.environ.get("BENCH_WORK", "/var/tmp/heddle-bench"), type=pathlib.Path,
                        help="directory of databases and logs, on the disk to measure (default: %(default)s)")
    parser.add_argument("--out", default=servers.HERE / "results", type=pathlib.Path, help="directory of the report")
    parser.add_argument("--name", default="latest", help="file name of the report (default: %(default)s)")
    return parser.parse_args()


def java():
    home = os.environ.get("JAVA_HOME")
    return os.path.join(home, "bin/java") if home else shutil.which("java") or "java"


def java_version():
    result = subprocess.run([java(), "-version"], capture_output=True, text=True, check=True)
    return result.stderr.splitlines()[1].strip()


def load(arguments, running, out):
    """Runs the load generator; what it had found when its time was up still counts."""
    classes = servers.HERE / "target/classes"
    if not classes.exists():
        raise SystemExit("the load generator is not compiled: mvn -pl benchmarks compile")
    command = [java(), "-Xms192m", "-Xmx512m", "-XX:+UseSerialGC", "-cp", classes,
               "io.heddle.benchmarks.LoadGenerator", "--out", out]
    command += ["--short"] if arguments.short else []
    command += ["--only", arguments.only] if arguments.only else []
    for server in running:
        command += ["--server", server.argument()]
    minutes = arguments.minutes or (4 if arguments.short else 20)
    try:
        return subprocess.run([str(part) for part in command], timeout=minutes * 60, check=False).returncode
    except subprocess.TimeoutExpired:
        print(f"gave up after {minutes} minutes", file=sys.stderr)
        return 1


def main():
    arguments = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    arguments.work.mkdir(parents=True, exist_ok=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    machine = {**report.machine(), "java": java_version(), "fdatasync_ms": report.fdatasync_ms(arguments.work)}
    raw = arguments.work / "raw.json"
    raw.unlink(missing_ok=True)
    running = []
    try:
        for name in arguments.servers.split(","):
            print(f"starting {name}", flush=True)
            running.append(STARTERS[name](arguments.work))
        code = load(arguments, running, raw)
    finally:
        for server in running:
            server.stop()
    if not raw.exists():
        raise SystemExit("the load generator found nothing")
    results = {
        "short": arguments.short,
        "machine": machine,
        "servers": {server.name: server.version for server in running},
        **json.loads(raw.read_text()),
    }
    results["targets"] = list(report.target_rows(results))
    text = report.markdown(results)
    (arguments.out / f"{arguments.name}.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (arguments.out / f"{arguments.name}.md").write_text(text)
    print(text)
    print(f"written to {arguments.out / arguments.name}.md and .json")
    return code


if __name__ == "__main__":
    sys.exit(main())
