import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { DataIssue } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { useTitle } from "@/lib/hooks";
import { CopyField } from "@/ui/copy-field";
import { PageHeader } from "@/ui/page";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import { type Advice, type Kind, useAdvice } from "./advice";
import { dataIssuesQuery } from "./api";

const route = getRouteApi("/$workspace/data-issues");
/** What costs the most accuracy comes first. */
const ORDER: Kind[] = [
  "builtFiles",
  "disjointRoots",
  "claimants",
  "sameRepository",
  "export",
  "alias",
  "setup",
  "parserError",
];
const SHOWN_DETAILS = 5;

export function DataIssuesPage() {
  const { t } = useLingui();
  const { workspace: slug } = route.useParams();
  const { workspace } = useWorkspace(slug);
  const issues = useQuery(dataIssuesQuery(slug));
  const advice = useAdvice();
  useTitle(t`Data issues`, workspace.name);
  return (
    <>
      <PageHeader
        title={t`Data issues`}
        about={t`What keeps the numbers of this workspace from being exact, and how to mend it.`}
      />
      {issues.isPending ? (
        <div role="status" aria-label={t`Loading data issues`} className="grid gap-3">
          <Skeleton className="h-6 w-64" />
          <Skeleton className="w-full max-w-xl" />
          <Skeleton className="w-full max-w-lg" />
        </div>
      ) : issues.isError ? (
        <ErrorState
          title={t`The data issues could not be loaded`}
          error={issues.error}
          onRetry={issues.refetch}
        />
      ) : issues.data.items.length === 0 ? (
        <EmptyState title={t`No data issues`}>
          <Trans>The newest scans could be read in full.</Trans>
        </EmptyState>
      ) : (
        <div className="grid gap-16">
          {ORDER.map((kind) => {
            const ofKind = issues.data.items.filter((issue) => issue.kind === kind);
            return ofKind.length > 0 && <KindSection key={kind} advice={advice[kind]} issues={ofKind} />;
          })}
        </div>
      )}
    </>
  );
}

function KindSection({ advice, issues }: { advice: Advice; issues: DataIssue[] }) {
  const { t } = useLingui();
  return (
    <section className="grid gap-x-12 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)]">
      <div className="grid content-start gap-2">
        <h2 className="font-semibold text-base">{advice.title}</h2>
        <p className="text-muted">{advice.what}</p>
        <p>{advice.todo}</p>
        {advice.snippet && (
          <div className="pt-2">
            <CopyField label={t`Example for .omletrc`} text={advice.snippet} />
          </div>
        )}
      </div>
      <ul className="min-w-0 self-start divide-y divide-line border-line border-y">
        {issues.map((issue) => (
          <IssueItem key={`${issue.repository} ${issue.projectName} ${issue.summary}`} issue={issue} />
        ))}
      </ul>
    </section>
  );
}

function IssueItem({ issue }: { issue: DataIssue }) {
  const shown = issue.details.slice(0, SHOWN_DETAILS);
  const rest = issue.details.slice(SHOWN_DETAILS);
  return (
    <li className="grid gap-1 py-4">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">{issue.projectAlias ?? issue.projectName ?? issue.repository}</span>
        {issue.projectName && issue.projectName !== issue.repository && (
          <span className="text-muted text-xs">{issue.repository}</span>
        )}
      </p>
      <p className="text-muted">{issue.summary}</p>
      {shown.length > 0 && <DetailList details={shown} />}
      {rest.length > 0 && (
        <details>
          <summary className="w-fit text-link text-xs">
            <Plural value={rest.length} one="# more" other="# more" />
          </summary>
          <DetailList details={rest} />
        </details>
      )}
    </li>
  );
}

function DetailList({ details }: { details: string[] }) {
  return (
    <ul className="pt-1 font-mono text-xs leading-5">
      {details.map((detail) => (
        <li key={detail} className="[overflow-wrap:anywhere]">
          {detail}
        </li>
      ))}
    </ul>
  );
}
