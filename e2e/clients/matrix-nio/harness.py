"""Steps with names, whose results are the `ok` and `not ok` lines that the runner counts; accounts."""

import asyncio
import hashlib
import hmac
import json
import os
import secrets
import time
import traceback
import urllib.request

BASE_URL = os.environ["BASE_URL"]
SECRET = os.environ["SHARED_SECRET"].encode()
RUN = secrets.token_hex(4)
PASSWORD = f"pass-{RUN}"
STEP_LIMIT = 60
SUITE_LIMIT = 300
PATIENCE = 20
begun = time.monotonic()

passed = 0
failed = 0


async def step(name, body):
    """Runs one named step; returns whether it passed."""
    global passed, failed
    started = time.monotonic()
    try:
        assert started - begun < SUITE_LIMIT, "not tried: the suite takes too long"
        await asyncio.wait_for(body(), STEP_LIMIT)
    except Exception:
        failed += 1
        told(f"not ok - {name}", started)
        lines = traceback.format_exc(limit=-3).rstrip().splitlines()
        print("\n".join("    " + line for line in lines), flush=True)
        return False
    passed += 1
    told(f"ok - {name}", started)
    return True


def told(text, started):
    print(f"{text} ({round((time.monotonic() - started) * 1000)} ms)", flush=True)


async def until(what, probe, step):
    """Repeats `step`, as a rule one sync, until `probe` gives something true; returns that."""
    deadline = time.monotonic() + PATIENCE
    while not (value := probe()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE} s in vain: {what}")
        await step()
    return value


def finish():
    return 0 if passed and not failed else 1


def register(name):
    """A new account through the shared-secret endpoint, its name made unique for this run."""
    url = BASE_URL + "/_synapse/admin/v1/register"
    nonce = request(url)["nonce"]
    username = f"{name}-{RUN}"
    fields = "\0".join([nonce, username, PASSWORD, "notadmin"]).encode()
    body = {
        "nonce": nonce,
        "username": username,
        "password": PASSWORD,
        "admin": False,
        "mac": hmac.new(SECRET, fields, hashlib.sha1).hexdigest(),
        "inhibit_login": True,
    }
    request(url, body)
    return username


def request(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(
        urllib.request.Request(url, data, {"Content-Type": "application/json"}), timeout=30
    ) as answer:
        return json.load(answer)
