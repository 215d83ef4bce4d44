import { Plural, Trans } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type HistoryState, useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { lazy, Suspense } from "react";
import { workspaceQuery } from "@/api/workspace";
import { joinRequestsQuery } from "@/features/invites/requests-api";
import { formatNumber } from "@/lib/format";
import { buttonClass } from "@/ui/button";

const load = () => import("@/features/invites/invite-dialog");
const InviteDialog = lazy(load);
const HASH = "invites";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The step before is the page on which the dialog was opened. */
    cameByButton?: boolean;
  }
}

/** Opens the one dialog for getting people in; the badge counts who asked. `#invites` in an address opens it, too. */
export function InviteButton({ workspace }: { workspace: string }) {
  const router = useRouter();
  const navigate = useNavigate();
  const isOpen = useRouterState({ select: ({ location }) => location.hash === HASH });
  const { data: view } = useQuery(workspaceQuery(workspace));
  const mayInvite = view?.can.invite === true;
  const requests = useInfiniteQuery({ ...joinRequestsQuery(workspace), enabled: mayInvite });
  const waiting = requests.data?.pages[0]?.total ?? 0;

  const go = (hash: string, options: { replace?: boolean; state?: HistoryState }) =>
    navigate({
      to: ".",
      search: (old) => old,
      hash,
      resetScroll: false,
      hashScrollIntoView: false,
      ...options,
    });
  function close() {
    // back to where the button was pressed, so that Back does not open the dialog again
    if (router.state.location.state.cameByButton) router.history.back();
    else void go("", { replace: true });
  }

  return (
    <>
      {mayInvite && (
        <button
          type="button"
          aria-haspopup="dialog"
          onPointerEnter={load}
          onFocus={load}
          onClick={() => go(HASH, { state: { cameByButton: true } })}
          className={buttonClass("secondary", "sm", "max-sm:px-2")}
        >
          <UserPlus aria-hidden="true" className="size-4" />
          <span className="max-sm:sr-only">
            <Trans>Invite</Trans>
          </span>
          {waiting > 0 && (
            <span className="-mr-1 inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 font-semibold text-on-accent text-xs">
              {formatNumber(waiting)}
              <span className="sr-only">
                {" "}
                <Plural value={waiting} one="request to join" other="requests to join" />
              </span>
            </span>
          )}
        </button>
      )}
      {isOpen && view && (
        <Suspense fallback={null}>
          <InviteDialog workspace={workspace} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
