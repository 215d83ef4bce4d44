import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { server } from "@/test/server";
import { fromServer, PageCodeMissing } from "./page-code";

const health = (answer: () => Response) => http.get("*/healthz", answer);
const lost = new TypeError("Failed to fetch dynamically imported module: /assets/scans-page-1.js");
const load = fromServer(() => Promise.reject(lost));

it("leaves a missing file of another version to the router, which loads everything anew", async () => {
  server.use(health(() => new HttpResponse("ok")));
  await expect(load()).rejects.toBe(lost);
});

it.each([
  ["is away", () => HttpResponse.error()],
  ["is behind a proxy that answers for it", () => new HttpResponse(null, { status: 502 })],
])("says that the server cannot be reached when it %s", async (_, answer) => {
  server.use(health(answer));
  await expect(load()).rejects.toBeInstanceOf(PageCodeMissing);
});
