import { Trans, useLingui } from "@lingui/react/macro";
import { DisclosedNote } from "./disclosed-note";
import { CopyAll, type LinkOf, ShownLink } from "./shown-links";

/** The invites of requests that were answered by a link: each is shown this once. */
export function ApprovedLinks({ links }: { links: LinkOf[] }) {
  const { t } = useLingui();
  if (links.length === 0) return null;
  return (
    <section aria-label={t`Links to pass on`} className="grid grid-cols-1 gap-3 border-line border-b pb-4">
      <h3 className="font-medium">
        <Trans>Links to pass on</Trans>
      </h3>
      <ul className="grid grid-cols-1 gap-3">
        {links.map(({ email, link }) => (
          <li key={link} className="grid grid-cols-1 gap-1">
            <p className="[overflow-wrap:anywhere]">{email}</p>
            <ShownLink email={email} link={link} />
          </li>
        ))}
      </ul>
      <CopyAll links={links} />
      <DisclosedNote />
    </section>
  );
}
