import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useWorkspace } from "@/api/workspace";
import { scanCommand } from "@/lib/cli-commands";
import { formatNumber } from "@/lib/format";
import { useMedia, useTitle } from "@/lib/hooks";
import { Button, IconButton } from "@/ui/button";
import { CopyField } from "@/ui/copy-field";
import { announce } from "@/ui/live-region";
import { PageHeader } from "@/ui/page";
import { Select } from "@/ui/select";
import { EmptyState, ErrorState, Problem, Skeleton } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { componentsQuery } from "./api";
import { useColumns } from "./columns";
import { ComponentsTable } from "./components-table";
import type { Sort } from "./search";

const route = getRouteApi("/$workspace/components");

export function ComponentsPage() {
  const { t } = useLingui();
  const { workspace: slug } = route.useParams();
  const { search, sort } = route.useSearch();
  const navigate = route.useNavigate();
  const { workspace, can } = useWorkspace(slug);
  const list = useInfiniteQuery(componentsQuery(slug, { search, sort }));
  const components = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const total = list.data?.pages[0]?.total;
  const isEmpty = total === 0 && !search && !list.isPlaceholderData;
  useTitle(t`Components`, workspace.name);

  const found = list.isPlaceholderData ? undefined : total;
  useEffect(() => {
    if (search && found !== undefined) announce(t`${formatNumber(found)} components found`);
  }, [search, found, t]);

  const setSearch = (next: string) =>
    // each letter is not a page of its own to go back to
    navigate({ search: (old) => ({ ...old, search: next }), replace: true, resetScroll: false });
  const setSort = (next: Sort) => {
    window.scrollTo({ top: 0 });
    return navigate({ search: (old) => ({ ...old, sort: next }), resetScroll: false });
  };

  return (
    <>
      <PageHeader
        title={t`Components`}
        about={
          total === undefined
            ? list.isPending && <Skeleton className="my-0.5 w-32" />
            : search
              ? t`${formatNumber(total)} of ${formatNumber(workspace.numOfComponents)} components`
              : t`${formatNumber(total)} components`
        }
        actions={!isEmpty && <SearchBox value={search} onChange={setSearch} />}
      />
      {!isEmpty && <NarrowSort sort={sort} onSort={setSort} />}
      {list.isError && !list.data ? (
        <ErrorState title={t`The components could not be loaded`} error={list.error} onRetry={list.refetch} />
      ) : total === 0 && !list.isPlaceholderData ? (
        search ? (
          <EmptyState
            title={t`Nothing matches “${search}”`}
            action={
              <Button onClick={() => setSearch("")}>
                <Trans>Clear the search</Trans>
              </Button>
            }
          >
            <Trans>Every word must stand in the name, the path or the project of a component.</Trans>
          </EmptyState>
        ) : (
          <NoComponents slug={slug} mayUpload={can.uploadScans} />
        )
      ) : (
        <>
          <ComponentsTable
            components={components}
            total={total}
            sort={sort}
            stale={list.isPlaceholderData}
            onSort={setSort}
            onEnd={() => {
              if (list.hasNextPage && !list.isFetching && !list.isFetchNextPageError)
                void list.fetchNextPage();
            }}
          />
          {list.isFetchNextPageError && (
            <div className="grid justify-items-start gap-2 py-6">
              <Problem error={list.error} />
              <Button onClick={() => list.fetchNextPage()}>
                <Trans>Try again</Trans>
              </Button>
            </div>
          )}
        </>
      )}
    </>
  );
}

function NoComponents({ slug, mayUpload }: { slug: string; mayUpload: boolean }) {
  const { t } = useLingui();
  if (!mayUpload) {
    return (
      <EmptyState title={t`No components yet`}>
        <Trans>They come with the scans that editors of this workspace upload.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t`No components yet`}
      action={
        <Link to="/$workspace" params={{ workspace: slug }} className="text-link">
          <Trans>Other shells, and CI</Trans>
        </Link>
      }
    >
      <div className="grid gap-4">
        <p>
          <Trans>
            They come with the scans of your repositories. Run this in the folder of the first one:
          </Trans>
        </p>
        <CopyField
          label={t`Command for the first scan`}
          text={scanCommand("bash", "init", window.location.origin, slug)}
        />
      </div>
    </EmptyState>
  );
}

/** What is typed shows at once; the question goes out when the typing rests. */
function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (value === asked.current) return;
    // the address changed by other means: Back, a link, the button in the empty list
    clearTimeout(timer.current);
    asked.current = value;
    setTyped(value);
  }, [value]);

  function type(next: string) {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      asked.current = next.trim();
      onChange(next.trim());
    }, 200);
  }

  return (
    <div role="search" className="relative w-full sm:w-72">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-3 left-3 z-10 size-4 text-muted"
      />
      <TextField
        label={t`Search components`}
        hideLabel
        maxLength={160} // three bytes a letter are still within what the server takes
        placeholder={t`Name, path or project`}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && type("")}
        autoComplete="off"
        spellCheck={false}
        className="px-9"
      />
      {typed && (
        <IconButton label={t`Clear the search`} onClick={() => type("")} className="absolute top-1 right-1">
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </div>
  );
}

/** Narrow screens show fewer columns, but sort by all of them. */
function NarrowSort({ sort, onSort }: { sort: Sort; onSort: (sort: Sort) => void }) {
  const { t } = useLingui();
  const columns = useColumns();
  if (!useMedia("(max-width: 767px)")) return null;
  const options = columns.flatMap(({ column, label, isNumber }) => {
    const up = { value: column, label: isNumber ? t`${label}: least first` : t`${label}: A to Z` };
    const down = { value: `-${column}`, label: isNumber ? t`${label}: most first` : t`${label}: Z to A` };
    return isNumber ? [down, up] : [up, down];
  });
  return (
    <div className="pb-4">
      <Select
        label={t`Sort by`}
        options={options}
        value={sort}
        onChange={(event) => onSort(event.target.value as Sort)}
      />
    </div>
  );
}
