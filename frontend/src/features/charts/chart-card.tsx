import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { BarChart3, Download, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ChartQuery, Schema } from "@/api/types";
import { saveText } from "@/lib/download";
import { formatDate, formatNumber, formatShare } from "@/lib/format";
import { Button, IconButton } from "@/ui/button";
import { Segmented } from "@/ui/choices";
import { Section } from "@/ui/page";
import { ErrorState, Problem, Skeleton } from "@/ui/states";
import { type CountRow, chartQuery, useChartCsv } from "./api";
import { type Bar, BarChart, ChartTable } from "./bar-chart";

type View = "chart" | "table";
type Row = CountRow;

/** The row that stands for all beyond the limit: it is no bar, as it would dwarf the others. */
const REST = "…";
const FOLDED = 12;

export type ChartCardProps<Metric extends Schema["ChartMetric"]> = {
  workspace: string;
  title: string;
  subject: Schema["ChartSubjectKind"];
  limit: number;
  metric: Metric;
  metrics: { value: Metric; label: string }[];
  /** What one row is called, and what the number counts, in words. */
  words: { row: string; total: string };
  /** Whether the rows add up to a whole, so that shares mean something. */
  addsUp: boolean;
  /** One sentence that says what there is to see. */
  insight: (rows: Row[], whole: number) => ReactNode;
  link: (row: Row) => Bar["link"];
  view: View;
  onMetric: (metric: Metric) => void;
  onView: (view: View) => void;
};

export function ChartCard<Metric extends Schema["ChartMetric"]>(props: ChartCardProps<Metric>) {
  const { t } = useLingui();
  const { workspace, title, subject, metric, limit, view } = props;
  const query: ChartQuery = { subject: { kind: subject }, metric, limit };
  const chart = useQuery(chartQuery(workspace, query));
  const csv = useChartCsv(workspace);
  const [unfolded, setUnfolded] = useState(false);

  const rows = chart.data?.rows.filter((row) => row.key !== REST) ?? [];
  const rest = chart.data?.rows.find((row) => row.key === REST);
  const whole = chart.data?.total ?? 0;
  const share = props.addsUp && whole > 0 ? (total: number) => formatShare(total / whole) : undefined;
  const shown = unfolded ? rows : rows.slice(0, FOLDED);

  const bars = shown.map((row) => {
    const words = `${formatNumber(row.total)} ${props.words.total}`;
    const hint = share ? t`${words}, ${share(row.total)} of all` : words;
    const project = row.projectAlias ?? row.projectName;
    return { ...row, hint: project ? `${project} · ${hint}` : hint, link: props.link(row) };
  });

  async function download() {
    const day = new Date().toISOString().slice(0, 10);
    saveText(await csv.mutateAsync(query), `${workspace}-${subject}-${metric}-${day}.csv`, "text/csv");
  }

  return (
    <Section
      title={title}
      className="content-start"
      actions={
        <>
          <IconButton
            label={view === "chart" ? t`Show “${title}” as a table` : t`Show “${title}” as a chart`}
            onClick={() => props.onView(view === "chart" ? "table" : "chart")}
          >
            {view === "chart" ? (
              <Table2 aria-hidden="true" className="size-4" />
            ) : (
              <BarChart3 aria-hidden="true" className="-scale-x-100 size-4 rotate-90" />
            )}
          </IconButton>
          <IconButton label={t`Download “${title}” as CSV`} disabled={csv.isPending} onClick={download}>
            <Download aria-hidden="true" className="size-4" />
          </IconButton>
        </>
      }
    >
      <div>
        <Segmented label={t`Count`} value={metric} options={props.metrics} onChange={props.onMetric} />
      </div>
      {csv.error && <Problem error={csv.error} />}
      {chart.isPending ? (
        <ChartSkeleton label={t`Loading ${title}`} />
      ) : chart.isError ? (
        <ErrorState title={t`The chart could not be loaded`} error={chart.error} onRetry={chart.refetch} />
      ) : rows.length === 0 ? (
        <p className="py-8 text-muted">
          <Trans>Nothing to count yet.</Trans>
        </p>
      ) : (
        <>
          <p className="max-w-prose">{props.insight(rows, whole)}</p>
          {view === "table" ? (
            <ChartTable
              label={title}
              nameLabel={props.words.row}
              totalLabel={props.metrics.find((one) => one.value === metric)?.label ?? metric}
              rows={rest ? [...shown, { ...rest, name: t`All others` }] : shown}
              share={share}
            />
          ) : (
            <BarChart label={title} bars={bars} stale={chart.isPlaceholderData} />
          )}
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-muted text-xs">
            {rows.length > FOLDED && (
              <Button size="sm" aria-expanded={unfolded} onClick={() => setUnfolded((was) => !was)}>
                {unfolded ? t`Show fewer` : t`Show all ${formatNumber(rows.length)}`}
              </Button>
            )}
            {rest && view === "chart" && (
              <span>{t`All others together: ${formatNumber(rest.total)} ${props.words.total}`}</span>
            )}
            {chart.data.asOf && <span>{t`As of ${formatDate(chart.data.asOf, "dateTime")}`}</span>}
          </div>
        </>
      )}
    </Section>
  );
}

/** As tall as the chart it announces, so that nothing jumps. */
function ChartSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="grid gap-4">
      <Skeleton className="h-5 w-full max-w-sm" />
      {[88, 72, 60, 48, 40, 28, 20, 12].map((width) => (
        <div key={width} className="flex h-4 items-center gap-4">
          <Skeleton className="w-[24%]" />
          <div className="flex-1">
            <span
              aria-hidden="true"
              className="block h-4 animate-pulse rounded-sm bg-line"
              style={{ width: `${width}%` }}
            />
          </div>
        </div>
      ))}
    </div>
  );
}
