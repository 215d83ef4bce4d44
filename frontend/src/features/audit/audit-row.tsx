import { useLingui } from "@lingui/react/macro";
import type { AuditEvent } from "@/api/types";
import { formatDate } from "@/lib/format";
import { changesBetween } from "./changes";
import { useFieldNames } from "./field-names";

/** One line of the record: who, what, to what, from where, and what changed. */
export function AuditRow({ event, action }: { event: AuditEvent; action: string }) {
  const { t } = useLingui();
  const { actor, subject, via, tokenName, ip, userAgent, before, after, at } = event;
  const nobodies: Partial<Record<typeof via, string>> = {
    server: t`the server`,
    link: t`whoever has the link`,
  };
  const nobody = nobodies[via] ?? t`whoever runs the server`;
  const who = actor ? actor.fullName || actor.email || t`a deleted account` : nobody;
  const ways = {
    session: t`in a browser`,
    cli: t`with the CLI`,
    token: tokenName ? t`with the token ${tokenName}` : t`with a token`,
    command: t`at the command line of the server`,
    link: t`without an account`,
    server: t`of its own accord`,
  };
  const names = useFieldNames();
  const changes = changesBetween(before, after);
  return (
    <li className="grid gap-x-6 gap-y-1 border-line border-b py-3 [overflow-wrap:anywhere] sm:grid-cols-[144px_minmax(0,1fr)]">
      <time dateTime={at} className="text-muted text-xs leading-5">
        {formatDate(at, "dateTime")}
      </time>
      <div className="grid min-w-0 gap-1">
        <p>
          <span className="font-medium">{action}</span>
          {subject.label && `: ${subject.label}`}
        </p>
        <p className="text-muted text-xs">
          {who} · {ways[via]}
          {ip && ` · ${ip}`}
        </p>
        {(changes.length > 0 || userAgent) && (
          <details className="text-xs">
            <summary className="w-fit text-muted">{t`Details`}</summary>
            <dl className="grid gap-1 pt-1">
              {changes.map(({ field, before: was, after: is }) => (
                <div key={field} className="flex flex-wrap gap-x-2">
                  <dt className="text-muted">{names[field] ?? field}</dt>
                  <dd className="font-mono">
                    {was !== null && is !== null ? `${was} → ${is}` : (is ?? t`was ${was}`)}
                  </dd>
                </div>
              ))}
              {userAgent && (
                <div className="flex flex-wrap gap-x-2">
                  <dt className="text-muted">{t`sent by`}</dt>
                  <dd className="font-mono">{userAgent}</dd>
                </div>
              )}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
}
