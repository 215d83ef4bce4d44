import type { ReactNode } from "react";
import { Brand } from "./brand";
import { cx } from "./class-names";

/** The top of a page. The heading can take the focus: that is where a reader starts after navigation. */
export function PageHeader({
  title,
  about,
  actions,
}: {
  title: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="page-header flex flex-wrap items-end justify-between gap-x-8 gap-y-4 pb-8">
      <div className="grid min-w-0 gap-2">
        <h1 tabIndex={-1} className="font-semibold text-xl tracking-tight">
          {title}
        </h1>
        {about && <div className="max-w-prose text-muted">{about}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-end gap-2">{actions}</div>}
    </div>
  );
}

export function Section({
  title,
  about,
  actions,
  className,
  children,
}: {
  title: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={cx("grid gap-4", className)}>
      <div className="grid gap-1">
        <div className="flex min-h-8 items-center justify-between gap-4">
          <h2 className="font-semibold text-base">{title}</h2>
          {actions && <div className="-mr-2 flex">{actions}</div>}
        </div>
        {about && <p className="max-w-prose text-muted">{about}</p>}
      </div>
      {children}
    </section>
  );
}

/** The sheet of pages that stand alone, before there is a workspace around them. */
export function SoloPage({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-md flex-col gap-8 px-4 py-8 sm:pt-[14vh]">
      <header>
        {/* a plain link: it works even when the page around it has failed */}
        <a href="/" className="inline-block rounded-md">
          <Brand />
        </a>
      </header>
      <main id="main" tabIndex={-1} className="grid gap-6 [&_.page-header]:pb-0">
        {children}
      </main>
    </div>
  );
}
