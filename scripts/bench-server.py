#!/usr/bin/env python3
"""bench-server.py BINARY: starts the real server on a new SQLite database, or on the PostgreSQL that TEST_DATABASE_URL names,
and prints rows for docs/BENCHMARKS.md: requests, sizes, start and memory.

BENCH_COMPONENTS (20000) and BENCH_DAYS (365) say how large the workspace is. Times are those of the server's processor.
"""
import concurrent.futures, contextlib, gzip, http.client, json, os, random, shutil, socket, sqlite3, statistics, subprocess, sys, tempfile, time

BINARY = os.path.abspath(sys.argv[1])
COMPONENTS = int(os.environ.get("BENCH_COMPONENTS", 20_000))
DAYS = int(os.environ.get("BENCH_DAYS", 365))
POSTGRES = os.environ.get("TEST_DATABASE_URL")
REPOSITORIES, PACKAGES, EDGES = 3, 30, 25
PATIENCE = 600
FULL = COMPONENTS >= 20_000 and DAYS >= 365


def row(what, took, limit, found, bar):
    print(f"| {what} | {took} | {limit} | {found:.2f} | {bar:.2f} | {'met' if found <= bar else 'missed'} |", flush=True)


def unmeasured(what, why):
    print(f"| {what} | | | | | not measured: {why} |", flush=True)


def ms(seconds):
    return f"{seconds * 1e3:.2f} ms"


def database(folder):
    return os.path.join(folder, "bench.db")


class Server:
    """A running server."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.settings = {
            "PATH": os.environ["PATH"],
            "SKILLET_BIND": f"127.0.0.1:{self.port}",
            "SKILLET_PUBLIC_URL": f"http://localhost:{self.port}",
            "SKILLET_DATA_DIR": folder,
            "SKILLET_RATE_LIMITS": "off",
            "SKILLET_DRAIN_SECONDS": "0",
            "SKILLET_LOG": "error",
        }
        self.settings["SKILLET_DATABASE_URL"] = POSTGRES or f"sqlite:{database(folder)}"
        if POSTGRES:
            self.settings["SKILLET_SECRET"] = os.urandom(32).hex()
        self.process, self.headers = None, {}

    def start(self):
        self.process = subprocess.Popen([BINARY, "serve"], env=self.settings, cwd=self.settings["SKILLET_DATA_DIR"], stdout=subprocess.DEVNULL)
        for _ in range(PATIENCE * 20):
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
                self.connection.request("GET", "/readyz")
                answer = self.connection.getresponse()
                answer.read()
                if answer.status == 200:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit("the server does not start")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def command(self, *arguments):
        folder = self.settings["SKILLET_DATA_DIR"]
        return subprocess.run([BINARY, *arguments], env=self.settings, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def cpu(self):
        """Seconds the server has spent on a processor."""
        tasks = f"/proc/{self.process.pid}/task"
        spent = 0
        for task in os.listdir(tasks):
            with contextlib.suppress(OSError), open(f"{tasks}/{task}/schedstat") as told:
                spent += int(told.read().split()[0])
        return spent / 1e9

    def resident(self):
        """MiB in memory."""
        with open(f"/proc/{self.process.pid}/status") as told:
            return next(int(line.split()[1]) for line in told if line.startswith("VmRSS")) / 1024

    def ask(self, method, path, body=None, headers=None, expected=(200, 201)):
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        kind = {"content-type": "application/json"} if body is not None else {}
        origin = {"origin": self.settings["SKILLET_PUBLIC_URL"]}
        with contextlib.suppress(BrokenPipeError):  # a refusal comes before all is sent
            self.connection.request(method, path, sent, {**origin, **kind, **self.headers, **(headers or {})})
        answer = self.connection.getresponse()
        read = answer.read()
        if answer.status not in expected:
            sys.exit(f"{method} {path}: {answer.status} {read[:500]!r}")
        return answer, read

    def cost(self, times, ask):
        """Seconds one request takes."""
        before = self.cpu()
        for _ in range(times):
            ask()
        return (self.cpu() - before) / times


def hashed(number):
    return f"{number:064x}"


def local_id(number):
    return f"@acme/p{number % PACKAGES}:{hashed(number)}:Component{number}"


class Repository:
    """One of the repositories, of whose components one in a hundred changes a day, by two of its edges; edges stay within it."""

    def __init__(self, number):
        self.number, self.dice = number, random.Random(number)
        self.own = range(number, COMPONENTS, REPOSITORIES)
        self.renders = {own: [self.edge() for _ in range(EDGES)] for own in self.own}
        self.components = {own: self.component(own) for own in self.own}

    def edge(self):
        # Some are used by nearly everybody, most by few.
        limit = min(20, len(self.own)) if self.dice.randrange(4) == 0 else len(self.own)
        return self.own[self.dice.randrange(limit)], 1 + self.dice.randrange(3)

    def component(self, number):
        line, dependencies = 0, []
        for child, elements in dict(self.renders[number]).items():
            usages = []
            for _ in range(elements):
                line += 1
                usages.append({"props": [], "start": {"line": line, "column": 3}, "end": {"line": line, "column": 9}})
            references = [{"usages": usages, "trace": []}]
            dependencies.append({"from": {"id": local_id(number)}, "to": {"id": local_id(child)}, "references": references})
        package, path = f"@acme/p{number % PACKAGES}", f"src/folder{number % 40}/component-{number}.tsx"
        source = {"hash": str(number), "path": path, "package_name": package, "mtype": "local"}
        span = {"start": {"line": 1, "column": 1}, "end": {"line": 1 + line, "column": 2}}
        return json.dumps({
            "id": local_id(number), "name": f"Component{number}", "package_name": package, "export_ids": [],
            "source": {"symbol": "X#0", "source": source}, "span": span, "props": [], "html_elements": ["div"],
            "dependencies": dependencies, "metadata": {"team": f"team-{number % 12}"},
        })

    def change(self):
        for _ in range(max(1, len(self.own) // 100)):
            number = self.own[self.dice.randrange(len(self.own))]
            for _ in range(2):
                self.renders[number][self.dice.randrange(EDGES)] = self.edge()
            self.components[number] = self.component(number)

    def body(self, run):
        names = [f"@acme/p{package}" for package in range(self.number, PACKAGES, REPOSITORIES)]
        packages = {name: {"name": name, "path": f"packages/{at}", "version": "1.0.0"} for at, name in enumerate(names)}
        name = f"repository{self.number}"
        rest = {
            "exports": [], "alias_map": {"root": {"name": name, "path": "", "version": "1.0.0"}, "packages": packages},
            "meta": {"cli_version": "2.0.0", "node_version": "v20.0.0", "num_of_modules": 7, "duration_msec": run},
            "setup_issues": [], "invalid_dependencies": [], "parser_errors": [],
            "repository": {"scope": "acme", "name": name, "url": f"https://github.com/acme/{name}.git", "branch": "main",
                           "initialCommitHash": f"{self.number:040x}"},
        }
        text = '{"components":[' + ",".join(self.components.values()) + "]," + json.dumps(rest)[1:]
        return gzip.compress(text.encode(), 1)


def database_size(folder):
    with contextlib.closing(sqlite3.connect(database(folder))) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = file.execute("SELECT (SELECT page_count FROM pragma_page_count()) - (SELECT freelist_count FROM pragma_freelist_count())")
        return pages.fetchone()[0] * file.execute("PRAGMA page_size").fetchone()[0]


def group_by(database):
    """What a chart counts, asked of SQLite."""
    kept = ",".join(str(package) for package in range(PACKAGES) if package % 5)
    before = time.process_time()
    database.execute(f"SELECT child, used_in, count(*) FROM edge WHERE defined_in IN ({kept}) GROUP BY child, used_in").fetchall()
    return time.process_time() - before


def edges(repositories):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE edge (child INTEGER, defined_in INTEGER, used_in INTEGER)")
    for repository in repositories:
        for number, component in repository.components.items():
            children = [int(one["to"]["id"].rsplit("Component", 1)[1]) for one in json.loads(component)["dependencies"]]
            pairs = [(child, child % PACKAGES, number % PACKAGES) for child in children if child != number]
            database.executemany("INSERT INTO edge VALUES (?, ?, ?)", pairs)
    return database


def main(folder):
    store = "PostgreSQL" if POSTGRES else "SQLite"
    server = Server(folder)
    try:
        measure(server, folder, store)
    finally:
        server.stop()


def measure(server, folder, store):
    server.start()  # makes the tables
    server.command("user", "create", "--email", "ada@example.com")
    server.command("workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com")
    server.stop()

    starts = []
    for _ in range(5):
        server.start()
        starts.append(server.cpu())
        idle = server.resident()
        server.stop()
    server.start()
    start = statistics.median(starts)
    row(f"start to ready, {store}", ms(start), "ms", start * 1e3, 300)
    row(f"resident, idle, {store}", f"{idle:.0f} MiB", "MiB", idle, 40)

    link = server.command("user", "sign-in-link", "--email", "ada@example.com")
    answer, _ = server.ask("POST", "/api/auth/sign-in/confirm", {"token": link.rsplit("#", 1)[1]})
    server.headers["cookie"] = "; ".join(cookie.split(";")[0] for name, cookie in answer.getheaders() if name.lower() == "set-cookie")

    repositories = [Repository(number) for number in range(REPOSITORIES)]

    def upload(body):
        server.connection.close()  # nobody kept it open that long
        server.ask("POST", "/api/workspaces/acme/analyses", body, {"content-encoding": "gzip"})

    for repository in repositories:
        upload(repository.body(0))
    requests(server, store, repositories)
    if POSTGRES:
        return
    unchanged(server, folder, repositories[0])
    year(server, folder, repositories, upload)


def requests(server, store, repositories):
    times = 200
    page = "/api/workspaces/acme/components?search=component9&sort=-usages&limit=50"
    answer, _ = server.ask("GET", page)
    tag = {"if-none-match": answer.getheader("etag") or ""}
    search = {"search": "component", "sort": "-usages", "limit": 50, "filters": [
        {"field": "usages", "operation": "greaterThan", "values": [3]}, {"field": "name", "operation": "contains", "values": ["9"]}]}
    chart = {"subject": {"kind": "components"}, "metric": "usages", "breakdown": {"kind": "projectUsedIn"}, "limit": 20, "filters": [
        {"field": "projectDefined", "operation": "equals", "values": [f"@acme/p{n}" for n in range(PACKAGES) if n % 5]}]}
    invited = iter(range(10**9))
    invite = lambda: server.ask("POST", "/api/workspaces/acme/invites", {"addresses": [f"a{next(invited)}@example.com"], "delivery": "link"})
    for _ in range(100):
        invite()
    asked = {
        "hello": (times, lambda: server.ask("GET", "/healthz")),
        "page": (times // 4, lambda: server.ask("GET", page)),
        "search": (times // 4, lambda: server.ask("POST", "/api/workspaces/acme/components/search", search)),
        "same": (times, lambda: server.ask("GET", page, headers=tag, expected=(304,))),
        "list": (times // 2, lambda: server.ask("GET", "/api/workspaces/acme/invites?limit=100")),
        "invite": (20, invite),
        "chart": (times // 8, lambda: server.ask("POST", "/api/workspaces/acme/charts/query", chart)),
    }
    costs = {name: [] for name in asked}
    counting = None if POSTGRES else edges(repositories)
    grouped = []
    for _ in range(5):
        for name, (often, ask) in asked.items():
            costs[name].append(server.cost(often, ask))
        if counting:
            grouped.append(group_by(counting))
    cost = {name: statistics.median(several) for name, several in costs.items()}
    of = f"{COMPONENTS:,} components, {store}"
    hello = cost["hello"]
    for what, name, bar in [
        (f"catalogue page over HTTP: search + sort, {of}", "page", 30 if POSTGRES else 15),
        (f"the same with filters, {of}", "search", 30 if POSTGRES else 15),
        (f"the same page, unchanged (304), {store}", "same", 10),
        (f"invite create, {store}", "invite", 60),
        (f"invite list of 100, {store}", "list", 25),
    ]:
        row(what, ms(cost[name]), f"× /healthz ({ms(hello)})", cost[name] / hello, bar)
    if counting:
        group = statistics.median(grouped)
        row(f"current chart over HTTP, filter + breakdown + top 20, {of}", ms(cost["chart"]),
            f"of the same GROUP BY in SQLite ({ms(group)})", cost["chart"] / group, 0.1)


def unchanged(server, folder, repository):
    """The same scan again and again. Within ten minutes it is answered from the first, so it is imported for other days."""
    scan = os.path.join(folder, "scan.json.gz")
    with open(scan, "wb") as out:
        out.write(repository.body(0))
    names = ("scan", "scan_delta", "scan_pack", "scan_chunk", "scan_report")
    def counted():
        with contextlib.closing(sqlite3.connect(database(folder))) as file:
            return [file.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names]
    def imported(day):
        server.command("scan", "import", "--workspace", "acme", "--scanned-at", f"2025-01-{day:02}T12:00:00Z", scan)
    imported(1)  # before the first one: another whole list
    rows, size, again = counted(), database_size(folder), 20
    for day in range(2, 2 + again):
        imported(day)
    more = [(now - then) / again for now, then in zip(counted(), rows)]
    grown = (database_size(folder) - size) / again
    row("rows of an unchanged re-scan", ", ".join(f"{count:g} {name}" for count, name in zip(more, names) if count), "rows", sum(more), 1)
    row("bytes of an unchanged re-scan", f"{grown:.0f} bytes", "KiB", grown / 1024, 4)


def year(server, folder, repositories, upload):
    of = f"{COMPONENTS:,} components, {REPOSITORIES} repositories × {DAYS} days"
    rows = ["timeline from the database", "timeline after one more scan", "resident with it warm"]
    if not FULL:
        for what in rows:
            unmeasured(f"{what}, 20,000 components, one year", f"BENCH_COMPONENTS={COMPONENTS}, BENCH_DAYS={DAYS}")
        return
    def next_body(repository, day):
        repository.change()
        return repository.body(day)
    scans = [(repository, day) for day in range(1, DAYS) for repository in repositories]
    with concurrent.futures.ThreadPoolExecutor(1) as maker:  # a body is made while the one before is sent
        made = maker.submit(next_body, *scans[0])
        for following in [*scans[1:], None]:
            body = made.result()
            made = following and maker.submit(next_body, *following)
            upload(body)
    ask = lambda: server.ask("GET", "/api/workspaces/acme/components?limit=1")
    server.stop()
    server.start()
    built = server.cost(1, ask) - server.cost(1, ask)
    row(f"{rows[0]}, {of}", ms(built), "s", built, 1)
    repositories[0].change()
    file = os.path.join(folder, "scan.json.gz")
    with open(file, "wb") as out:
        out.write(repositories[0].body(DAYS))
    server.command("scan", "import", "--workspace", "acme", file)  # by another process: this one only appends
    appended = server.cost(1, ask) - server.cost(1, ask)
    row(f"{rows[1]}, {of}", ms(appended), "ms", appended * 1e3, 200)
    row(f"{rows[2]}, {of}", f"{server.resident():.0f} MiB", "MiB", server.resident(), 400)
    print(f"| database of {of} | {database_size(folder) >> 20} MiB | | | | |")


if __name__ == "__main__":
    here = tempfile.mkdtemp(prefix="skillet-bench-")
    try:
        main(here)
    finally:
        shutil.rmtree(here, ignore_errors=True)
