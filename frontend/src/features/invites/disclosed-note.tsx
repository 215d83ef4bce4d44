import { Trans } from "@lingui/react/macro";
import { Note } from "@/ui/states";

/** What it means that a link was seen by somebody else than the invited. */
export function DisclosedNote() {
  return (
    <Note tone="warn">
      <p className="font-medium">
        <Trans>Whoever holds a link can use it</Trans>
      </p>
      <p>
        <Trans>
          Pass it on where only the invited can read it. As it did not come by mail, a new account made with
          it stays in this workspace alone until its holder has shown that the address is theirs.
        </Trans>
      </p>
    </Note>
  );
}
