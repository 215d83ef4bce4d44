import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import type { Workspace } from "@/api/types";
import { workspaceKey, workspaceQuery } from "@/api/workspace";
import { formatAgo, formatDate, formatNumber, formatShare } from "@/lib/format";
import { useTitle } from "@/lib/hooks";
import { announce } from "@/ui/live-region";
import { PageHeader } from "@/ui/page";
import { Skeleton } from "@/ui/states";
import { toast } from "@/ui/toaster";
import type { CountRow } from "./api";
import { ChartCard } from "./chart-card";

const QuickStart = lazy(() => import("./quick-start"));
const route = getRouteApi("/$workspace/");
const POLL_MS = 5_000;

export function AnalyticsPage() {
  const { t } = useLingui();
  const { workspace: slug } = route.useParams();
  const { data: view } = useSuspenseQuery({
    ...workspaceQuery(slug),
    // while there is nothing to show, look for the first scan
    refetchInterval: ({ state }) => (state.data?.workspace.projects.length === 0 ? POLL_MS : false),
  });
  const { workspace, can } = view;
  const isEmpty = workspace.projects.length === 0;
  useTitle(t`Analytics`, workspace.name);
  useFirstScanNews(slug, isEmpty);

  return isEmpty ? (
    <Suspense fallback={<Skeleton className="h-64" />}>
      <QuickStart workspace={workspace} mayUpload={can.uploadScans} mayMakeTokens={can.manageTokens} />
    </Suspense>
  ) : (
    <>
      <PageHeader title={workspace.name} />
      <Totals workspace={workspace} />
      <div className="grid gap-x-16 gap-y-12 pt-10 lg:grid-cols-2">
        <ProjectsChart slug={slug} />
        <ComponentsChart slug={slug} />
      </div>
    </>
  );
}

/** Tells when the first scan lands, and drops the empty answers of before. */
function useFirstScanNews(slug: string, isEmpty: boolean) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const wasEmpty = useRef<string | null>(null);
  useEffect(() => {
    if (isEmpty) wasEmpty.current = slug;
    else if (wasEmpty.current === slug) {
      wasEmpty.current = null;
      void cache.invalidateQueries({ queryKey: workspaceKey(slug) });
      announce(t`The first scan has arrived`);
      toast(t`The first scan has arrived`);
    }
  }, [isEmpty, slug, cache, t]);
}

function Totals({ workspace }: { workspace: Workspace }) {
  const { t } = useLingui();
  const numbers = [
    {
      label: t`Components`,
      value: formatNumber(workspace.numOfComponents),
      to: "/$workspace/components" as const,
    },
    { label: t`Projects`, value: formatNumber(workspace.projects.length) },
    { label: t`Scans`, value: formatNumber(workspace.numOfAnalyses), to: "/$workspace/scans" as const },
    {
      label: t`Last scan`,
      value: workspace.lastScanAt ? formatAgo(workspace.lastScanAt) : t`none`,
      title: workspace.lastScanAt ? formatDate(workspace.lastScanAt, "dateTime") : undefined,
      to: "/$workspace/scans" as const,
    },
  ];
  return (
    <dl className="grid grid-cols-2 gap-y-4 border-line border-y py-4 sm:grid-cols-4">
      {numbers.map(({ label, value, to, title }) => (
        <div key={label} className="grid content-start gap-1">
          <dt className="text-muted text-xs">{label}</dt>
          <dd title={title} className="font-semibold text-lg tabular-nums tracking-tight sm:text-xl">
            {to ? (
              <Link to={to} params={{ workspace: workspace.slug }} className="rounded-sm hover:text-accent">
                {value}
              </Link>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ProjectsChart({ slug }: { slug: string }) {
  const { t } = useLingui();
  const { projects: metric, projectsView: view } = route.useSearch();
  const navigate = route.useNavigate();
  const titles = {
    usages: t`Usages by project`,
    instances: t`Instances by project`,
    components: t`Components used by project`,
  };
  const words = { usages: t`usages`, instances: t`instances`, components: t`components` };
  // a component counts in every project that uses it, so only usages and instances add up
  const addsUp = metric !== "components";

  function insight(rows: CountRow[], whole: number) {
    const [first] = rows;
    if (!first || whole === 0) return <Trans>No project uses a component yet.</Trans>;
    const name = <strong>{first.name}</strong>;
    const total = formatNumber(first.total);
    if (rows.length === 1) {
      return (
        <Trans>
          All {total} {words[metric]} are in {name}.
        </Trans>
      );
    }
    const all = formatNumber(whole);
    if (!addsUp) {
      return (
        <Trans>
          {name} uses {total} of the {all} components in use, more than any other.
        </Trans>
      );
    }
    const share = formatShare(first.total / whole);
    return (
      <Trans>
        {name} has {share} of all {all} {words[metric]}.
      </Trans>
    );
  }

  return (
    <ChartCard
      workspace={slug}
      subject="projects"
      title={titles[metric]}
      limit={100}
      metric={metric}
      metrics={[
        { value: "usages", label: t`Usages` },
        { value: "instances", label: t`Instances` },
        { value: "components", label: t`Components` },
      ]}
      words={{ row: t`Project`, total: words[metric] }}
      addsUp={addsUp}
      insight={insight}
      link={(row) => (name, props) => (
        <Link
          {...props}
          to="/$workspace/components"
          params={{ workspace: slug }}
          search={{ search: row.key }}
        >
          {name}
        </Link>
      )}
      view={view}
      onMetric={(projects) => navigate({ search: (old) => ({ ...old, projects }), resetScroll: false })}
      onView={(projectsView) => navigate({ search: (old) => ({ ...old, projectsView }), resetScroll: false })}
    />
  );
}

function ComponentsChart({ slug }: { slug: string }) {
  const { t } = useLingui();
  const { components: metric, componentsView: view } = route.useSearch();
  const navigate = route.useNavigate();
  const words = { usages: t`usages`, instances: t`instances`, projects: t`projects` };

  function insight(rows: CountRow[]) {
    const [first, second] = rows;
    if (!first || first.total === 0) return <Trans>No component is used yet.</Trans>;
    const name = <strong>{first.name}</strong>;
    const total = formatNumber(first.total);
    const leaders = rows.filter((row) => row.total === first.total).length;
    if (leaders === rows.length && leaders > 1) {
      return (
        <Trans>
          The leading components have {total} {words[metric]} each.
        </Trans>
      );
    }
    if (second && leaders === 2) {
      const other = <strong>{second.name}</strong>;
      return (
        <Trans>
          {name} and {other} lead with {total} {words[metric]} each.
        </Trans>
      );
    }
    if (leaders > 2) {
      return (
        <Trans>
          {formatNumber(leaders)} components lead with {total} {words[metric]} each.
        </Trans>
      );
    }
    return (
      <Trans>
        {name} leads with {total} {words[metric]}.
      </Trans>
    );
  }

  return (
    <ChartCard
      workspace={slug}
      subject="components"
      title={t`Most used components`}
      limit={12}
      metric={metric}
      metrics={[
        { value: "usages", label: t`Usages` },
        { value: "instances", label: t`Instances` },
        { value: "projects", label: t`Projects` },
      ]}
      words={{ row: t`Component`, total: words[metric] }}
      addsUp={metric !== "projects"}
      insight={insight}
      link={(row) => (name, props) => (
        <Link
          {...props}
          to="/$workspace/components"
          params={{ workspace: slug }}
          search={{ search: [row.name, row.projectName].filter(Boolean).join(" ") }}
        >
          {name}
        </Link>
      )}
      view={view}
      onMetric={(components) => navigate({ search: (old) => ({ ...old, components }), resetScroll: false })}
      onView={(componentsView) =>
        navigate({ search: (old) => ({ ...old, componentsView }), resetScroll: false })
      }
    />
  );
}
