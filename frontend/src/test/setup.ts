import "@testing-library/jest-dom/vitest";
import { i18n } from "@lingui/core";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { signInToken } from "@/lib/caught-tokens";
import { server } from "./server";

// macros carry the English words along outside of production builds
i18n.loadAndActivate({ locale: "en", messages: {} });

// a page's code comes by import(), which is slow the first time on a busy machine
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  // happy-dom lays nothing out: nothing comes into view by itself
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  window.scrollTo = () => {};
});
afterEach(() => {
  cleanup();
  server.resetHandlers();
  signInToken.set(null);
  sessionStorage.clear();
  localStorage.clear();
});
afterAll(() => server.close());
