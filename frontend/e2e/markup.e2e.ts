import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { settleIn, signInByMail } from "./support/journey";
import { scanBody } from "./support/scan-body";
import { upload } from "./support/upload";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

// Each leaves an element with this name behind when it is taken for markup.
const PAYLOADS = [
  `<script data-injected>alert(1)</script>`,
  `"><img data-injected src=x onerror=alert(1)>`,
  `'><svg data-injected onload=alert(1)>`,
  `</title></style><b data-injected>`,
  `<iframe data-injected srcdoc="<script>alert(1)</script>">`,
  `javascript:alert(1)//<a data-injected href="javascript:alert(1)">`,
  `{{constructor.constructor('alert(1)')()}}`,
  `\u202e<b data-injected>\u2028`,
];

it("S22: markup in anything people or scanners name is shown as text", async () => {
  const visitor = await world.visitor();
  const { page } = visitor;
  await signInByMail(page, world.mailbox, "ada@example.com");
  await settleIn(page, { name: PAYLOADS[1] as string, workspace: "Acme" });
  for (const [place, payload] of PAYLOADS.entries()) {
    await upload(world.server, "acme", scanOf(payload, place));
    await page.evaluate(giveNames, payload.replace(/[\u2028\u202e]/g, "").slice(0, 64));
    for (const path of [
      "",
      "/components",
      "/scans",
      "/data-issues",
      "/settings/general",
      "/settings/tokens",
    ]) {
      await page.goto(`/acme${path}`, { waitUntil: "networkidle" });
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectNothingInjected(page, `${payload} at ${path}`);
    }
    await page.goto(`/acme/components?search=${encodeURIComponent(payload)}`, { waitUntil: "networkidle" });
    await page.getByRole("heading", { level: 1 }).waitFor();
    await expectNothingInjected(page, `${payload} as a search`);
    await page.goto(`/${encodeURIComponent(payload)}`, { waitUntil: "networkidle" });
    await expectNothingInjected(page, `${payload} as an address`);
  }
  // They did get there: a page that shows nothing would pass all of the above.
  await page.goto("/acme/components");
  await page
    .getByTitle(PAYLOADS[6] as string, { exact: true })
    .first()
    .waitFor();
  await page.goto("/acme/settings/tokens");
  await page.getByText(PAYLOADS[0] as string, { exact: true }).waitFor();
});

async function expectNothingInjected(page: Page, what: string) {
  expect(await page.locator("[data-injected]").count(), what).toBe(0);
  expect(await page.locator("a[href^='javascript:' i], iframe, object, embed").count(), what).toBe(0);
}

/** A scan in which everything is called the same. */
function scanOf(payload: string, place: number) {
  const body = scanBody(`shop-${place}`, [{ name: "Page", renders: { "kit Button": 1 } }]);
  const name = `shop-${place}`;
  const [page, button] = body.components;
  if (page) {
    Object.assign(page, { name: payload, metadata: { [payload]: payload }, html_elements: [payload] });
    page.props = [{ name: payload, span: page.span, default_value: { type: "String", value: payload } }];
  }
  if (button) Object.assign(button, { name: payload, package_name: payload });
  return {
    ...body,
    meta: { ...body.meta, cli_version: payload, ci_vendor: payload },
    parser_errors: [{ file: payload, reason: [payload] }],
    setup_issues: [
      {
        packageName: payload,
        type: "TARGET_NOT_EXIST",
        level: "ERROR",
        entry: { type: "export", name: payload, patterns: [payload], sourcePath: payload },
      },
    ],
    invalid_dependencies: [{ package_name: payload, path: payload, source_package_name: payload }],
    repository: {
      ...body.repository,
      scope: payload,
      name: name + payload,
      url: `https://git.example.com/${name}`,
      branch: payload,
    },
  };
}

/** Runs in the page: the workspace, a token and the person are called like it, too. */
async function giveNames(name: string) {
  const send = async (method: string, path: string, body: unknown) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  await send("PATCH", "/api/workspaces/acme", { name });
  await send("PATCH", "/api/users/me", { fullName: name });
  await send("POST", "/api/workspaces/acme/tokens", { name, scopes: ["read"], expiresInDays: 30 });
}
