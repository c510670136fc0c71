"""What is printed: tables of Markdown, medians of runs."""

import statistics

SETTLED_SHARE = 0.5


def median(runs: list[dict], *keys: str) -> float:
    def value(run: dict) -> float:
        for key in keys:
            run = run[key]
        return run

    return statistics.median(map(value, runs))


def kept_up(run: dict) -> bool:
    return run["unsent"] == 0 and run["rate"] > 0.97 * run["rate_asked"]


def print_loads(loads, results) -> None:
    print("| asked for | server | workers | connections | asked/s | reached/s | p50 ms | p99 ms | CPU ms each | RSS MB |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for load, runs in zip(loads, results, strict=True):
        asked = {"max": "all it can", "half": f"{median(runs, 'rate_asked') if load.rate == 'half' else 0:.0f}"}
        # Of a service that falls behind latencies say how long the test was.
        has_kept_up = load.rate == "max" or all(kept_up(run) for run in runs)
        times = [f"{median(runs, 'latency_ms', name):.2f}" if has_kept_up else "–" for name in ("p50", "p99")]
        columns = [load.what, load.server.name, load.server.workers, load.connections]
        rate = median(runs, "rate")
        columns += [asked.get(load.rate, load.rate), f"{rate:.{0 if rate > 100 else 1}f}"]
        columns += [*times, f"{median(runs, 'cpu_ms'):.3f}", f"{median(runs, 'rss_bytes') / 1e6:.0f}"]
        print("| " + " | ".join(map(str, columns)) + " |")
    print("\n–: the server fell behind, and latencies only grew.")


def print_refusals(loads, results) -> bool:
    """Whether there was none."""
    is_good = True
    for load, runs in zip(loads, results, strict=True):
        refused = [run for run in runs if run["first_failure"]]
        if refused:
            is_good = False
            n = sum(n for run in runs for status, n in run["statuses"].items() if status != "200")
            print(f"\n{load.what}, {load.server.name}, {load.rate}: {n} of {sum(run['answered'] for run in runs)} REFUSED,")
            print(f"not counted as answers; the first: {refused[0]['first_failure']}")
    return is_good


def print_ratios(loads, results) -> None:
    ratios = "answers a second, octroi's / its | CPU for an answer, its / octroi's"
    print(f"\n| asked for | connections | beside | workers | {ratios} |")
    print("|---|--:|---|--:|--:|--:|")
    full = [(load, runs) for load, runs in zip(loads, results, strict=True) if load.rate == "max"]
    for load, runs in full:
        same = [(own, other) for own, other in full if (own.what, own.connections) == (load.what, load.connections)]
        ours = [other for own, other in same if own.server.name == "octroi"]
        if load.server.name == "octroi" or not ours:
            continue
        rate = median(ours[0], "rate") / median(runs, "rate")
        cpu = median(runs, "cpu_ms") / median(ours[0], "cpu_ms")
        print(f"| {load.what} | {load.connections} | {load.server.name} | {load.server.workers} | {rate:.1f} | {cpu:.1f} |")


def print_starts(starts: dict[str, list[float]], idle: dict[str, tuple[int, int]]) -> None:
    print("\n| start | seconds to ready |")
    print("|---|--:|")
    for name, seconds in starts.items():
        print(f"| {name} | {statistics.median(seconds):.2f} |")
    print("\n| before the loads | RSS MB | peak MB |")
    print("|---|--:|--:|")
    for name, (now, peak) in idle.items():
        print(f"| {name} | {now / 1e6:.0f} | {peak / 1e6:.0f} |")


def slope(samples: list[tuple[float, int]]) -> float:
    """Bytes a second, by least squares."""
    if len(samples) < 2:
        return 0.0
    seconds, sizes = zip(*samples, strict=True)
    return statistics.linear_regression(seconds, sizes).slope


def print_soak(samples: list[tuple[float, int]], result: dict) -> None:
    print("| minute | RSS MB |")
    print("|--:|--:|")
    minute = 0
    for seconds, size in samples:
        if seconds >= 60 * minute:
            print(f"| {minute} | {size / 1e6:.1f} |")
            minute += 1
    settled = samples[int(SETTLED_SHARE * len(samples)) :]
    sizes = [size for _, size in settled]
    print(f"\nlast half: {min(sizes) / 1e6:.1f} to {max(sizes) / 1e6:.1f} MB,", end=" ")
    print(f"{60 * slope(settled) / 1e6:+.3f} MB a minute; peak {result['peak_bytes'] / 1e6:.1f} MB")
    times = ", ".join(f"{name.replace('p99_9', 'p99.9')} {value:.2f}" for name, value in result["latency_ms"].items())
    print(f"{result['answered']} answers, {result['rate']:.0f} a second,", end=" ")
    print(f"{result['cpu_ms']:.3f} ms of CPU each; ms: {times}")
