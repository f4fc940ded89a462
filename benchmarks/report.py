"""The results as Markdown: targets with verdicts, every figure side by side, the machine."""

import math
import os
import pathlib
import platform
import statistics
import tempfile
import time

# Label, scenario, metric, how the target is meant, target. "times": at least that many times
# Synapse's figure; "part": at most that part of it; "below": the figure itself, below the target.
TARGETS = [
    ("Sends/s, 16 senders, 8 rooms", "sends_many_rooms", "per_second", "times", 50),
    ("Sends/s, 16 senders, one room", "sends_one_room", "per_second", "times", 50),
    ("CPU ms per event, 8 rooms", "sends_many_rooms", "server_cpu_ms_per_operation", "part", 1 / 30),
    ("CPU ms per event, one room", "sends_one_room", "server_cpu_ms_per_operation", "part", 1 / 30),
    ("Delivery to 100 members p50, ms", "delivery", "p50_ms", "below", 15),
    ("Delivery to 100 members p99, ms", "delivery", "p99_ms", "below", 40),
    ("Initial sync p50, 30 rooms, ms", "initial_sync_30", "p50_ms", "part", 1 / 25),
    ("Initial sync p50, 50 rooms, ms", "initial_sync_50", "p50_ms", "part", 1 / 25),
    ("/messages pages/s (limit 30, 8 clients)", "messages", "per_second", "times", 8),
    ("Joins/s into one room, 8 at a time", "joins", "per_second", "times", 10),
    ("Last 20 joins against first 20, one at a time", "joins", "last_to_first", "below", 2),
    ("Memory idle after start, MiB", "memory_idle", "pss_mib", "below", 400),
]


def median(results, scenario, server, metric):
    """Median over the rounds, or None where the server was not measured."""
    rounds = results["scenarios"].get(scenario, {}).get(server)
    if not isinstance(rounds, list):
        return None
    values = [r[metric] for r in rounds if isinstance(r.get(metric), (int, float))]
    return statistics.median(values) if values else None


def number(value):
    if value is None or not math.isfinite(value):
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def target_rows(results):
    for label, scenario, metric, kind, target in TARGETS:
        synapse = median(results, scenario, "synapse", metric)
        heddle = median(results, scenario, "heddle", metric)
        ratio = heddle / synapse if heddle is not None and synapse else None
        yield {
            "figure": label,
            "synapse": synapse,
            "heddle": heddle,
            "ratio": ratio,
            "target": target_text(kind, target),
            "met": met(kind, target, heddle, ratio),
        }


def target_text(kind, target):
    if kind == "times":
        return f"≥ {target}×"
    return f"≤ 1/{round(1 / target)}" if kind == "part" else f"< {target}"


def met(kind, target, heddle, ratio):
    if kind == "below":
        return None if heddle is None else heddle < target
    if ratio is None:
        return None
    return ratio >= target if kind == "times" else ratio <= target


def ratio_text(ratio):
    if ratio is None:
        return "–"
    return f"{number(ratio)}×" if ratio >= 1 else f"1/{number(1 / ratio)}" if ratio else "0"


def machine():
    cpu = next((l.split(":")[1].strip() for l in lines("/proc/cpuinfo") if l.startswith("model name")), "unknown")
    memory = next((int(l.split()[1]) for l in lines("/proc/meminfo") if l.startswith("MemTotal")), 0)
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 1024 / 1024, 1),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load_average_before": os.getloadavg()[0],
        "time": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
    }


def lines(path):
    return pathlib.Path(path).read_text().splitlines()


def fdatasync_ms(directory):
    """Median time of making 8 KiB durable: bounds every figure that waits for a commit."""
    times = []
    with tempfile.TemporaryFile(dir=directory) as file:
        for i in range(100):
            start = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 8192, i * 8192)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def markdown(results):
    out = ["# Heddle and Synapse side by side", ""]
    if results["short"]:
        out += ["**A shortened run: it shows that everything works, not how fast it is.**", ""]
    out += machine_text(results)
    out += ["## Targets", "", "| Figure | Synapse | Heddle | Heddle : Synapse | Target | |", "|---|---:|---:|---:|---:|---|"]
    verdicts = {True: "met", False: "**missed**", None: "not measured"}
    for row in target_rows(results):
        out.append(
            f"| {row['figure']} | {number(row['synapse'])} | {number(row['heddle'])} "
            f"| {ratio_text(row['ratio'])} | {row['target']} | {verdicts[row['met']]} |"
        )
    out += ["", *warnings(results)]
    out += ["## Every figure", "", "Medians over the rounds; the rounds themselves are in the JSON file.", ""]
    for scenario, servers in results["scenarios"].items():
        out += scenario_text(results, scenario, servers)
    return "\n".join(out) + "\n"


def warnings(results):
    """What makes a figure doubtful or worthless."""
    out = []
    for scenario, servers in results["scenarios"].items():
        for name in servers:
            others = median(results, scenario, name, "other_cores") or 0
            lost = median(results, scenario, name, "acknowledged_but_missing") or 0
            late = median(results, scenario, name, "undelivered") or 0
            if others > 0.15:
                out.append(f"- {scenario}, {name}: other processes used {others:.2f} cores meanwhile")
            if lost:
                out.append(f"- {scenario}, {name}: **{number(lost)} acknowledged events were lost**")
            if late:
                out.append(f"- {scenario}, {name}: {number(late)} deliveries did not come in time and are not counted")
    return ["## Doubts", "", *out, ""] if out else []


def machine_text(results):
    machine_ = results["machine"]
    out = [
        f"{machine_['time']}: {machine_['cores']} cores ({machine_['cpu']}), {machine_['memory_gib']} GiB, "
        f"Linux {machine_['kernel']}, {machine_['java']}; load average before the run "
        f"{machine_['load_average_before']:.2f}; fdatasync of 8 KiB {machine_['fdatasync_ms']:.2f} ms. "
        "The load generator ran on the same cores.",
        "",
    ]
    out += [f"- {name}: {version}" for name, version in results["servers"].items()]
    return [*out, f"- sizes: `{results['plan']}`", ""]


def scenario_text(results, scenario, servers):
    out = [f"### {scenario}", ""]
    failures = {name: value for name, value in servers.items() if isinstance(value, str)}
    out += [f"{name}: {reason}\n" for name, reason in failures.items()]
    measured = [name for name in servers if name not in failures and servers[name]]
    if not measured:
        return out
    out += ["| | " + " | ".join(measured) + " |", "|---|" + "---:|" * len(measured)]
    for metric in servers[measured[0]][0]:
        values = [number(median(results, scenario, name, metric)) for name in measured]
        out.append(f"| {metric} | " + " | ".join(values) + " |")
    return [*out, ""]
