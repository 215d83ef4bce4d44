import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newcomer } from "./support/journey";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

/** Another site, under another name of this machine. */
const evil = createServer((request, answer) => {
  const path = new URL(request.url ?? "/", "http://localhost").searchParams.get("action") ?? "";
  answer.setHeader("Content-Type", "text/html");
  answer.end(`<form method="post" enctype="text/plain" action="${path}">
    <input name='{"name":"Taken","slug":"taken","x":"' value='"}'><button>Win a prize</button></form>`);
});
beforeAll(() => new Promise<void>((ready) => evil.listen(0, "localhost", ready)));
afterAll(() => evil.close());

it("S19: a form or a script of another site changes nothing, though the browser is signed in", async () => {
  const ada = await newcomer(world, { name: "Ada", workspace: "Acme" });
  const elsewhere = `http://localhost:${(evil.address() as AddressInfo).port}`;
  const writing = [
    "/api/workspaces",
    "/api/workspaces/acme/tokens",
    "/api/auth/sign-out",
    "/api/auth/cli-grant",
  ];
  // It is about another site: being refused there is what is looked for.
  ada.tolerate(/localhost|CORS|status of 403|net::ERR_FAILED/);
  const other = await ada.context.newPage();
  for (const path of writing) {
    await other.goto(`${elsewhere}/?action=${encodeURIComponent(world.server.page(path))}`);
    const [answer] = await Promise.all([
      other.waitForResponse((one) => one.request().method() === "POST"),
      other.getByRole("button", { name: "Win a prize" }).click(),
    ]);
    expect(answer.status(), `form to ${path}`).toBe(403);

    await other.goto(elsewhere);
    const scripted = await other.evaluate(
      (url) =>
        fetch(url, { method: "POST", credentials: "include", mode: "no-cors", body: "{}" }).then(
          (answered) => answered.type,
          () => "failed",
        ),
      world.server.page(path),
    );
    expect(["opaque", "failed"], `script to ${path}`).toContain(scripted);
  }
  await other.close();

  await ada.page.reload();
  await ada.page.getByText("Waiting for the first scan").waitFor();
  await ada.page.goto("/acme/settings/tokens");
  await ada.page.getByText("No tokens yet").waitFor();
  await ada.page.goto("/taken");
  await ada.page.getByText("There is no workspace here for you").waitFor();
});
