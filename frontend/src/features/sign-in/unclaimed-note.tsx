import { Trans } from "@lingui/react/macro";
import { Note } from "@/ui/states";

/** Nobody has an account yet: no address can sign in, and the way in is the link that the server printed. */
export function UnclaimedNote() {
  return (
    <Note tone="warn">
      <p className="font-medium">
        <Trans>Nobody has an account on this server yet</Trans>
      </p>
      <p>
        <Trans>
          Open the link that the server printed when it started: it makes the first account, which runs the
          server. The link is in its terminal or log, and starting the server again prints a new one.
        </Trans>
      </p>
      <p>
        <Trans>Or run these two on the server, and open the link that the second one prints:</Trans>
      </p>
      <p className="grid gap-1">
        {[
          "skillet user create --email you@example.com --operator",
          "skillet user sign-in-link --email you@example.com",
        ].map((command) => (
          <code key={command} className="font-mono text-xs [overflow-wrap:anywhere]">
            {command}
          </code>
        ))}
      </p>
    </Note>
  );
}
