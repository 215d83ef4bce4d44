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
