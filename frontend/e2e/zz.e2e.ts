import { it } from "vitest";
import { initialise, newcomer, signInCli } from "./support/journey";
import { loginLink } from "./support/cli";
import { useWorld } from "./support/world";
const world = useWorld();
it("looks", async () => {
  const { page, requested } = await newcomer(world, { name: "Ada", workspace: "Acme" });
  page.on("response", async (r) => { if (r.url().includes("/api/") && r.request().method() === "POST") console.log(r.status(), r.url(), await r.text().catch(() => "")); });
  const desk = await world.desk("sample-kit");
  const login = await desk.start("login --remote");
  await page.goto(await login.until(loginLink));
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForTimeout(1500); console.log(page.url()); await page.screenshot({ path: "/tmp/shot-remote.png" });
  await login.stop();
  await signInCli(page, desk); await initialise(desk);
  await page.goto("/acme/scans"); await page.waitForTimeout(1500); await page.screenshot({ path: "/tmp/shot-scans.png" });
  console.log(await page.getByRole("main").innerText());
  await page.goto("/acme/settings/tokens");
  await page.getByRole("button", { name: "Create token" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").waitFor();
  for (const s of ["dark", "light"] as const) { await page.emulateMedia({ colorScheme: s }); await page.waitForTimeout(100);
    console.log(s, await page.evaluate(() => [...document.querySelectorAll("[role=dialog], [role=dialog] h2, [role=dialog] label, body, main, h1")].map(e => e.tagName + " " + getComputedStyle(e).color + " " + getComputedStyle(e).backgroundColor + " " + getComputedStyle(e).colorScheme))); await page.screenshot({ path: `/tmp/shot-${s}.png` }); }
  await page.setViewportSize({ width: 320, height: 640 }); await page.waitForTimeout(300); await page.screenshot({ path: `/tmp/shot-narrow.png` });
});
