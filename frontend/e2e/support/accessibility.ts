import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NARROW = { width: 320, height: 640 };

/** Every page must be usable by everybody: in light, in dark, and as narrow as a page at 400 % zoom. */
export async function expectAccessible(page: Page, name: string) {
  const wide = page.viewportSize() ?? { width: 1280, height: 900 };
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await faults(page), `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize(NARROW);
  expect(await faults(page), `${name}, ${NARROW.width} px`).toEqual([]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${name} must not scroll sideways at ${NARROW.width} px`).toBeLessThanOrEqual(NARROW.width);
  await page.setViewportSize(wide);
}

type Fault = { rule: string; where: string; why: string };

async function faults(page: Page): Promise<Fault[]> {
  await settled(page);
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResult> } };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => ({ rule: id, where: html, why: failureSummary })),
    );
    type AxeResult = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  });
}

/** A change of colours or width takes some frames until it has reached every element: waits until nothing changes any more. */
async function settled(page: Page) {
  await page.evaluate(async () => {
    const nextFrame = () => new Promise((next) => requestAnimationFrame(next));
    const look = () =>
      [...document.querySelectorAll("*")]
        .map((element) => {
          const { color, backgroundColor, opacity } = getComputedStyle(element);
          return [color, backgroundColor, opacity, element.clientWidth].join();
        })
        .join(";");
    let before = "";
    for (let unchanged = 0; unchanged < 5; ) {
      await nextFrame();
      const now = look();
      unchanged = now === before ? unchanged + 1 : 0;
      before = now;
    }
  });
}
