declare global {
  interface Window {
    reportToTest(complaint: string): Promise<void>;
  }
}

/** Runs in every page before its own scripts, and tells the test what a person would be annoyed by. It cannot see this file's scope. */
export function watchPage() {
  // A tenth of the window, moved by its own height: people lose their place.
  const LONGEST_JUMP = 0.1;
  type Shift = PerformanceEntry & {
    value: number;
    hadRecentInput: boolean;
    sources: { node: Node | null }[];
  };
  const report = (what: string) => void window.reportToTest?.(`${location.pathname}: ${what}`);

  document.addEventListener("securitypolicyviolation", (event) =>
    report(`content security policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries() as Shift[]) {
      if (shift.hadRecentInput || shift.value < LONGEST_JUMP) continue;
      const moved = shift.sources.map(({ node }) =>
        node instanceof Element ? node.outerHTML.slice(0, 120) : String(node?.nodeName),
      );
      report(`a jump of ${shift.value.toFixed(2)}: ${moved.join(" | ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
}
