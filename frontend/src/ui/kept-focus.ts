/** Keeps the focus near when what had it goes: else the keyboard starts again at the top of the page, outside of a dialog. */

const CONTAINERS = "[role=dialog], [role=alertdialog], main";
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";

/** From what had the focus last up to its dialog or page; the last entry is where the focus was latest. */
const places = new Map<Element, Element[]>();

/** Watches the whole document until the function it gives is called. */
export function keepFocus(): () => void {
  let frame = 0;
  // one frame for those that put the focus somewhere themselves, such as a dialog that closes
  const later = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(restore);
    });
  };
  const observer = new MutationObserver(later);
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["inert", "disabled", "hidden"],
  });
  document.addEventListener("focusin", remember);
  document.addEventListener("pointerdown", leave);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    document.removeEventListener("focusin", remember);
    document.removeEventListener("pointerdown", leave);
    places.clear();
  };
}

function remember({ target }: FocusEvent) {
  const container = (target as Element).closest(CONTAINERS);
  if (!container) return;
  const path: Element[] = [];
  for (let at: Element | null = target as Element; at && at !== container; at = at.parentElement)
    path.push(at);
  places.delete(container); // it becomes the last one
  places.set(container, path);
}

/** Whoever clicks beside all controls takes the focus away on purpose. */
function leave({ target }: PointerEvent) {
  const element = target as Element;
  const container = element.closest("main");
  if (container && !element.closest(FOCUSABLE)) places.delete(container);
}

function restore() {
  if (document.activeElement && document.activeElement !== document.body) return;
  for (const [container, path] of [...places].reverse()) {
    if (container.isConnected && isReachable(container)) {
      if (path[0] && isReachable(path[0])) return; // it was left, not lost
      return nearest(container, path)?.focus();
    }
    if (!container.isConnected) places.delete(container);
  }
}

/** The first control within the closest place that is left. A new page, of which nothing is left, starts at its heading. */
function nearest(container: Element, path: Element[]): HTMLElement | null {
  for (const place of path.filter(isReachable)) {
    const found = [...place.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isReachable);
    if (found) return found;
  }
  return container.matches("main") ? null : (container as HTMLElement);
}

const isReachable = (element: Element): boolean =>
  element.isConnected &&
  element.checkVisibility() &&
  !element.closest("[inert]") &&
  !element.matches(":disabled");
