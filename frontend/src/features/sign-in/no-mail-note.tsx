import { Trans } from "@lingui/react/macro";
import { Note } from "@/ui/states";

/** Says plainly that no mail will come, and where sign-in links are found instead. */
export function NoMailNote({ email }: { email: string }) {
  const command = (
    <code className="font-mono text-xs [overflow-wrap:anywhere]">
      {`skillet user sign-in-link --email ${email.trim() || "you@example.com"}`}
    </code>
  );
  return (
    <Note tone="warn">
      <p className="font-medium">
        <Trans>Mail is not configured on this server</Trans>
      </p>
      <p>
        <Trans>
          No mail will reach you. Whoever runs the server finds it as a file in the folder{" "}
          <code className="font-mono text-xs">mail</code> of its data, or makes a link with {command}
        </Trans>
      </p>
    </Note>
  );
}
