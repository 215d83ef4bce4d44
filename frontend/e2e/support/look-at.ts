import { beforeAll, it } from "vitest";
import { expectAccessible } from "./accessibility";
import { Cast } from "./cast";
import { open, type View } from "./view";
import { sharedWorld } from "./world";

/** Makes a test of each view. Call it once in a file. */
export function lookAt(views: View[]) {
  const world = sharedWorld();
  let cast: Cast;
  beforeAll(async () => {
    cast = await Cast.assemble(world);
  });

  it.each(views)("can be used by everybody: $name", async (view) => {
    const visitor = await cast.browserOf(view.as);
    if (view.fails) visitor.tolerate(/status of 500|ApiError/);
    await open(visitor.page, view, cast);
    await expectAccessible(visitor.page, view.name);
  });
}
