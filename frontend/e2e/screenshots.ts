import { mkdir, rm, writeFile } from "node:fs/promises";
import { beforeAll, it } from "vitest";
import { Cast } from "./support/cast";
import { contactSheet, type Picture } from "./support/contact-sheet";
import { projectFile } from "./support/places";
import { open } from "./support/view";
import { views } from "./support/views";
import { sharedWorld } from "./support/world";

const folder = projectFile("frontend/screenshots");
const LOOKS = [
  { look: "light", colorScheme: "light", width: 1280, height: 800 },
  { look: "dark", colorScheme: "dark", width: 1280, height: 800 },
  { look: "narrow-light", colorScheme: "light", width: 320, height: 640 },
  { look: "narrow-dark", colorScheme: "dark", width: 320, height: 640 },
] as const;

const world = sharedWorld();
let cast: Cast;
beforeAll(async () => {
  cast = await Cast.assemble(world);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
});

it("pictures every view for people to look at", { timeout: 1_800_000 }, async () => {
  const pictures: Picture[] = [];
  for (const view of views) {
    const visitor = await cast.browserOf(view.as);
    if (view.fails) visitor.tolerate(/status of 500|ApiError/);
    await open(visitor.page, view, cast);
    for (const { look, colorScheme, width, height } of LOOKS) {
      await visitor.page.setViewportSize({ width, height });
      await visitor.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const file = `${view.name.replace(/\W+/g, "-")}.${look}.png`;
      await visitor.page.screenshot({
        path: `${folder}/${file}`,
        animations: "disabled",
        fullPage: !view.opens,
      });
      pictures.push({ view: view.name, look, file });
    }
    await visitor.context.close();
  }
  await writeFile(`${folder}/index.html`, contactSheet(pictures));
});
