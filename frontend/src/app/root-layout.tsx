import { useLingui } from "@lingui/react/macro";
import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { keepFocus } from "@/ui/kept-focus";
import { announce, LiveRegion } from "@/ui/live-region";
import { Toaster } from "@/ui/toaster";

/** What is on every page: skip link, spoken news and toasts. */
export function RootLayout() {
  const { t } = useLingui();
  useFocusAfterNavigation();
  useEffect(keepFocus, []);
  return (
    <>
      <button
        type="button"
        onClick={() => document.getElementById("main")?.focus()}
        className="popover-surface sr-only z-50 px-4 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t`Skip to content`}
      </button>
      <Outlet />
      <LiveRegion />
      <Toaster label={t`Notices`} />
    </>
  );
}

/** A new page starts at its heading, for the keyboard and for screen readers. */
function useFocusAfterNavigation() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged) return;
        const start = document.querySelector<HTMLElement>("#main h1") ?? document.getElementById("main");
        start?.focus({ preventScroll: true });
        announce(document.title);
      }),
    [router],
  );
}
