import { plural } from "@lingui/core/macro";
import { Plural, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { GitBranch, Trash2 } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import type { Scan } from "@/api/types";
import { formatDate, formatNumber } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";

const MOST_PROJECTS = 3;
/** What the CLI says when it runs in a CI it does not know. */
const UNNAMED_CI = "unknown";

export function ScanRow({ scan, onDelete }: { scan: Scan; onDelete?: (() => void) | undefined }) {
  const { t } = useLingui();
  const time = formatDate(scan.createdAt, "time");
  const problems = scan.numOfParserErrors + scan.numOfSetupIssues + scan.numOfInvalidDependencies;
  return (
    <li className="flex items-start gap-4 py-3 max-sm:relative max-sm:flex-wrap max-sm:gap-y-1 max-sm:pr-10">
      <time
        dateTime={scan.createdAt}
        title={formatDate(scan.createdAt, "dateTime")}
        className="w-18 shrink-0 whitespace-nowrap text-muted tabular-nums max-sm:w-full"
      >
        {time}
      </time>
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h4 className="min-w-0 font-medium [overflow-wrap:anywhere]">{scan.repository.displayName}</h4>
          {scan.branch && (
            <span className="inline-flex min-w-0 max-w-full items-center gap-1 text-muted text-xs">
              <GitBranch aria-hidden="true" className="size-3 shrink-0" />
              <span className="sr-only">{t`Branch`}</span>
              <span className="truncate">{scan.branch}</span>
            </span>
          )}
          {problems > 0 && <Problems scan={scan} total={problems} />}
        </div>
        <p className="tabular-nums *:whitespace-nowrap">
          <Dots>
            <Plural value={scan.numOfLocalComponents} one="# component" other="# components" />
            <Plural value={scan.numOfDependencies} one="# usage" other="# usages" />
            <Plural value={scan.numOfInstances} one="# instance" other="# instances" />
          </Dots>
        </p>
        <p className="text-muted text-xs">
          <Dots>
            <ProjectNames scan={scan} />
            <Origin scan={scan} />
            {scan.cliVersion && t`CLI ${scan.cliVersion}`}
            {scan.ciVendor === UNNAMED_CI ? t`in CI` : scan.ciVendor}
          </Dots>
        </p>
      </div>
      {onDelete && (
        <IconButton
          label={t`Delete the scan of ${scan.repository.displayName} at ${time}`}
          onClick={onDelete}
          className="max-sm:absolute max-sm:top-2 max-sm:-right-2"
        >
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </li>
  );
}

/** Parts of a line, parted by dots; what is missing leaves no dot behind. */
function Dots({ children }: { children: ReactNode[] }) {
  const parts = children.filter(Boolean);
  return parts.map((part, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line have no other identity
    <Fragment key={place}>
      {place > 0 && "\u00a0· "}
      <span>{part}</span>
    </Fragment>
  ));
}

function ProjectNames({ scan }: { scan: Scan }) {
  const { t } = useLingui();
  const names = scan.projects.map((project) => project.name);
  const more = names.length - MOST_PROJECTS;
  if (names.length === 0) return t`no projects`;
  return (
    <span title={names.join("\n")} className="[overflow-wrap:anywhere]">
      {names.slice(0, MOST_PROJECTS).join(", ")}
      {more > 0 && ` ${t`and ${formatNumber(more)} more`}`}
    </span>
  );
}

function Origin({ scan }: { scan: Scan }) {
  const { t } = useLingui();
  const who = scan.uploadedBy?.fullName || scan.uploadedBy?.email;
  if (scan.uploadedVia === "token") {
    return scan.tokenName ? t`with the token “${scan.tokenName}”` : t`with an API token`;
  }
  if (scan.uploadedVia === "import") return t`imported on the server`;
  if (!who) return t`by a former member`;
  return t`by ${who}`;
}

function Problems({ scan, total }: { scan: Scan; total: number }) {
  const { t } = useLingui();
  const parts = [
    scan.numOfParserErrors > 0 &&
      t`${plural(scan.numOfParserErrors, { one: "# file that could not be parsed", other: "# files that could not be parsed" })}`,
    scan.numOfSetupIssues > 0 &&
      t`${plural(scan.numOfSetupIssues, { one: "# setup problem", other: "# setup problems" })}`,
    scan.numOfInvalidDependencies > 0 &&
      t`${plural(scan.numOfInvalidDependencies, { one: "# import that leads nowhere", other: "# imports that lead nowhere" })}`,
  ].filter(Boolean);
  return (
    <Link from="/$workspace/scans" to="/$workspace/data-issues">
      <Badge tone="warn" title={parts.join("\n")}>
        <Plural value={total} one="# problem" other="# problems" />
        <span className="sr-only">: {parts.join(", ")}</span>
      </Badge>
    </Link>
  );
}
