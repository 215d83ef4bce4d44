import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Schema } from "@/api/types";
import { useTitle } from "@/lib/hooks";
import { Segmented } from "@/ui/choices";
import { PageHeader } from "@/ui/page";
import { Select } from "@/ui/select";
import { ErrorState, Skeleton } from "@/ui/states";
import { mailQuery, mailsQuery } from "./api";

const route = getRouteApi("/admin/mails");

/** Every mail this server sends, as its readers get it. */
export function MailsPage() {
  const { t } = useLingui();
  const mails = useQuery(mailsQuery);
  useTitle(t`Mails`);
  return (
    <>
      <PageHeader
        title={t`Mails`}
        about={t`What this server sends, filled in with made-up names. Nothing here was sent to anybody.`}
      />
      {mails.isError ? (
        <ErrorState title={t`The mails could not be loaded`} error={mails.error} onRetry={mails.refetch} />
      ) : mails.isPending ? (
        <div role="status" aria-label={t`Loading the mails`} className="grid gap-4">
          <Skeleton className="h-10 max-w-md" />
          <Skeleton className="h-96" />
        </div>
      ) : (
        <Preview mails={mails.data} />
      )}
    </>
  );
}

function Preview({ mails }: { mails: Schema["MailSummary"][] }) {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const name = mails.find((one) => one.name === search.mail)?.name ?? mails[0]?.name ?? "";
  const mail = useQuery(mailQuery(name));
  const go = (change: Partial<typeof search>) =>
    navigate({ search: (old) => ({ ...old, ...change }), resetScroll: false });
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="w-full max-w-md">
          <Select
            label={t`Mail`}
            options={mails.map((one) => ({ value: one.name, label: `${one.name}: ${one.subject}` }))}
            value={name}
            onChange={(event) => go({ mail: event.target.value })}
          />
        </div>
        <Segmented
          label={t`Part of the mail`}
          value={search.part}
          options={[
            { value: "html", label: t`HTML` },
            { value: "text", label: t`Text` },
          ]}
          onChange={(part) => go({ part })}
        />
      </div>
      {mail.isError ? (
        <ErrorState title={t`The mail could not be loaded`} error={mail.error} onRetry={mail.refetch} />
      ) : mail.isPending ? (
        <div role="status" aria-label={t`Loading the mail`} className="grid gap-4">
          <Skeleton className="h-6 max-w-sm" />
          <Skeleton className="h-96" />
        </div>
      ) : (
        <Mail mail={mail.data} part={search.part} />
      )}
    </div>
  );
}

function Mail({ mail, part }: { mail: Schema["MailPreview"]; part: "html" | "text" }) {
  const { t } = useLingui();
  return (
    <article aria-label={mail.subject} className="grid grid-cols-1 gap-4">
      <h2 className="font-semibold text-base [overflow-wrap:anywhere]">{mail.subject}</h2>
      {part === "html" ? (
        // an empty sandbox: no script of it runs, and it has no origin
        <iframe
          title={t`HTML of the mail`}
          sandbox=""
          srcDoc={mail.html}
          className="h-[36rem] w-full rounded-md border border-line"
        />
      ) : (
        <pre
          role="group"
          tabIndex={0}
          aria-label={t`Text of the mail`}
          className="overflow-x-auto whitespace-pre-wrap rounded-md border border-line bg-sunken p-4 font-mono text-xs leading-5 [overflow-wrap:anywhere]"
        >
          {mail.text}
        </pre>
      )}
    </article>
  );
}
