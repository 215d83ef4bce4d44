import type { ReactNode } from "react";
import { Header } from "./header";
import { PaletteShortcut } from "./palette-shortcut";
import { UnverifiedBar } from "./unverified-bar";

/** The frame of every page of a signed-in visitor. */
export function Shell({ workspace, children }: { workspace?: string | undefined; children: ReactNode }) {
  return (
    <>
      <Header workspace={workspace} />
      {workspace && <UnverifiedBar />}
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 pt-8 pb-24 sm:px-6">
        {children}
      </main>
      <PaletteShortcut workspace={workspace} />
    </>
  );
}
