import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A desktop, the narrowest phone, and a desktop at 400 % zoom: as narrow, and only a strip of it is seen at once. */
const LOOKS = [
  { colorScheme: "light", width: 1280, height: 900 },
  { colorScheme: "dark", width: 1280, height: 900 },
  { colorScheme: "light", width: 320, height: 640 },
  { colorScheme: "dark", width: 320, height: 256 },
] as const;

/** Every page must be usable by everybody, however they look at it. */
export async function expectAccessible(page: Page, name: string) {
  const before = page.viewportSize() ?? { width: 1280, height: 900 };
  for (const { colorScheme, ...size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const look = `${name}, ${colorScheme}, ${size.width} × ${size.height}`;
    expect(await faults(page), look).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${look}: nothing may stick out at the side`).toBeLessThanOrEqual(size.width);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize(before);
}

type Fault = { rule: string; where: string; why: string };

async function faults(page: Page): Promise<Fault[]> {
  await settled(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResult> } };
    // Where all the rules passed would take longer to tell than to find out.
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => ({ rule: id, where: html, why: failureSummary })),
    );
    type AxeResult = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  });
}

/** A change of colours or width starts transitions, and an inherited colour those of the elements below: ends them until none is left. */
async function settled(page: Page) {
  await page.evaluate(async () => {
    const nextFrame = () => new Promise((next) => requestAnimationFrame(next));
    for (let quiet = 0; quiet < 3; ) {
      await nextFrame();
      const running = document.getAnimations().filter((one) => one.playState === "running");
      for (const one of running) one.finish();
      quiet = running.length > 0 ? 0 : quiet + 1;
    }
  });
}
