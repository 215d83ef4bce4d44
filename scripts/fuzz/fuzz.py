"""fuzz.py BINARY EXAMPLES: Schemathesis against the real server on a temporary SQLite, as its owner, a viewer, an outsider
and an API token. Each has a server of their own, so that nobody takes away what another one asks for, and asks the same
questions in every run; FUZZ_SEED=N asks others, FUZZ_AS=owner,token lets only these ask."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.request import Request, urlopen

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EVERYBODY = ["owner", "viewer", "outsider", "token"]
PATIENCE = 60


def body(package: str, uses: str) -> dict:
    """A scan of a package with two components: a page that renders the other one, or one of the kit's."""

    def component(owner: str, name: str, is_local: bool, children: list) -> dict:
        source = {"path": f"src/{name}.tsx", "mtype": "local"} if is_local else {"path": "", "mtype": "package"}
        ident = f"{owner}:{'0' * 64}:{name}"
        place = {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 9}}
        prop = {"name": "size", "value": {"type": "String", "value": "s"}}
        rendered = [
            {"to": {"id": child}, "references": [{"usages": [{"props": [prop], **place}]}]} for child in children
        ]
        return {
            "id": ident,
            "name": name,
            "package_name": owner,
            "export_ids": [ident],
            "source": {"source": source},
            "props": [{"name": "size"}, {"name": "tone"}] if is_local else [],
            "html_elements": ["button"] if is_local else [],
            "dependencies": rendered,
            "metadata": {"owner": "web"},
        }

    home = package if uses == "Icon" else "kit"
    used = component(home, uses, home == package, [])
    page = component(package, "Button" if uses == "Icon" else "Page", True, [used["id"]])
    repository = {"scope": "acme", "name": package, "branch": "main", "initialCommitHash": package}
    return {"components": [page, used], "meta": {}, "repository": repository}


class Server:
    """An installation with the workspace `acme`, two scans in it, and everybody's account."""

    def __init__(self, binary: str, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.url = f"http://{self.address}"
        self.binary, self.folder = binary, folder
        self.settings = {
            "PATH": os.environ["PATH"],
            "SKILLET_BIND": self.address,
            "SKILLET_PUBLIC_URL": self.url,
            "SKILLET_DATA_DIR": str(folder),
            "SKILLET_RATE_LIMITS": "off",
            "SKILLET_SIGNUP": "open",
            "SKILLET_DRAIN_SECONDS": "0",
        }
        self.skillet("migrate", "up")
        for person in ("owner", "viewer", "outsider"):
            self.skillet("user", "create", "--email", f"{person}@example.com")
        self.skillet("workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "owner@example.com")
        self.skillet("workspace", "create", "--name", "Else", "--slug", "else", "--owner", "outsider@example.com")
        self.make_viewer()
        for name, uses in (("kit", "Icon"), ("shop", "Button")):
            scan = folder / f"{name}.json"
            scan.write_text(json.dumps(body(name, uses)))
            self.skillet("scan", "import", "--workspace", "acme", str(scan))

    def skillet(self, *args: str) -> str:
        done = subprocess.run([self.binary, *args], env=self.settings, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"skillet {' '.join(args)}: {done.stderr}")
        return done.stdout.strip()

    def make_viewer(self):
        """A member's row like the owner's, with less in it."""
        with sqlite3.connect(self.folder / "skillet.sqlite3") as database:
            made = database.execute(
                "INSERT INTO membership (workspace_id, user_id, role, joined_via, joined_at)"
                " SELECT membership.workspace_id, viewer.id, 'viewer', joined_via, joined_at FROM membership"
                " JOIN workspace ON workspace.id = workspace_id AND slug = 'acme'"
                " JOIN user AS viewer ON viewer.email = 'viewer@example.com'"
            )
        assert made.rowcount == 1
        database.close()

    def __enter__(self):
        self.log = (self.folder / "server.log").open("w")
        self.process = subprocess.Popen([self.binary, "serve"], env=self.settings, cwd=self.folder, stdout=self.log, stderr=self.log)
        end = time.monotonic() + PATIENCE
        while subprocess.run([self.binary, "healthcheck"], env=self.settings, capture_output=True).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"the server does not start:\n{self.said()}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def said(self) -> str:
        return (self.folder / "server.log").read_text()

    def headers(self, who: str) -> list[str]:
        if who == "token":
            token = self.skillet("token", "create", "--workspace", "acme", "--name", "fuzz", "--scope", "scans:write,read")
            return [f"Authorization: Bearer {token}"]
        link = self.skillet("user", "sign-in-link", "--email", f"{who}@example.com")
        body = json.dumps({"token": link.split("#")[1]}).encode()
        marks = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        with urlopen(Request(f"{self.url}/api/auth/sign-in/confirm", body, marks)) as answer:
            cookies = SimpleCookie()
            for line in answer.headers.get_all("Set-Cookie"):
                cookies.load(line)
        return [f"Cookie: skillet={cookies['skillet'].value}", "Sec-Fetch-Site: same-origin"]

    def knows(self, headers: list[str]) -> bool:
        """Whoever asked is still signed in: else most of what was asked was asked of a closed door."""
        request = Request(f"{self.url}/api/workspaces/default", headers=dict(line.split(": ", 1) for line in headers))
        try:
            with urlopen(request) as answer:
                return answer.status == 200
        except OSError:
            return False


def fuzz(binary: str, examples: str, who: str) -> tuple[bool, str]:
    """Whether nothing was found, and what to say about it."""
    seed = os.environ.get("FUZZ_SEED")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="skillet-fuzz-") as folder, Server(binary, Path(folder)) as server:
        headers = server.headers(who)
        command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(HERE / "schemathesis.toml")]
        command += ["run", str(ROOT / "openapi/openapi.json"), "--url", server.url, "--no-color"]
        command += ["--checks", "all", "--max-examples", examples]
        command += ["--seed", seed] if seed else ["--generation-deterministic"]
        command += [part for line in headers for part in ("--header", line)]
        if who == "token":
            # it invents a session beside the token, which the server rightly does not look at; the others try it with effect
            # and where a word stands beside an id (`analyses/compare`), a call that may not be made is one of an unknown id
            command += ["--exclude-checks", "ignored_auth,unsupported_method"]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        report = done.stdout
        is_known = server.knows(headers)
        faults = [line for line in server.said().splitlines() if " ERROR " in line or "panicked" in line]
    asked = next((line.strip() for line in report.splitlines() if "generated" in line), "nothing was asked")
    if done.returncode == 0 and is_known and not faults and "generated" in asked:
        return True, f"as {who}: {asked}, in {time.monotonic() - began:.0f} s"
    lost = "" if is_known else "\nIt was signed out on the way: exclude what did it, in schemathesis.toml."
    return False, f"as {who}:\n{report}\n{os.linesep.join(faults)}{lost}"


def main() -> int:
    binary, examples = sys.argv[1:3]
    everybody = os.environ.get("FUZZ_AS", ",".join(EVERYBODY)).split(",")
    # the tester is the slower half, and has one core for itself
    all_fine = True
    with ThreadPoolExecutor(max_workers=2) as pool:
        for fine, said in pool.map(lambda who: fuzz(binary, examples, who), everybody):
            print(said, flush=True)
            all_fine = all_fine and fine
    return 0 if all_fine else 1


if __name__ == "__main__":
    sys.exit(main())
