import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useWorkspace } from "@/api/workspace";
import { formatNumber } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Tabs } from "@/ui/tabs";
import { invitesQuery } from "./api";
import { EmailPart } from "./email-part";
import { LinkPart } from "./link-part";
import { PendingPart } from "./pending-part";
import { joinRequestsQuery } from "./requests-api";
import { RequestsPart } from "./requests-part";
import { UncopiedLinks, useUncopied } from "./shown-links";
import { watched } from "./watched";

/** The one place for getting people in: by e-mail, by the link, and those who asked. */
export default function InviteDialog(props: { workspace: string; onClose: () => void }) {
  return (
    <UncopiedLinks>
      <Content {...props} />
    </UncopiedLinks>
  );
}

function Content({ workspace, onClose }: { workspace: string; onClose: () => void }) {
  const { t } = useLingui();
  const { leave, question } = useUncopied(onClose);
  const view = useWorkspace(workspace);
  const { name } = view.workspace;
  return view.can.invite ? (
    <>
      <Dialog wide title={t`Invite people to ${name}`} onClose={leave}>
        <Parts workspace={workspace} />
      </Dialog>
      {question}
    </>
  ) : (
    <Dialog title={t`Invite people to ${name}`} onClose={onClose}>
      <p className="text-muted">
        {view.role === "viewer" ? (
          <Trans>Viewers do not invite. Ask an editor or an owner of the workspace.</Trans>
        ) : (
          <Trans>In this workspace only owners invite. Ask one of them.</Trans>
        )}
      </p>
      <DialogActions>
        <Button onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Parts({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const requests = useInfiniteQuery({ ...joinRequestsQuery(workspace), ...watched });
  const invites = useInfiniteQuery(invitesQuery(workspace));
  const asked = requests.data?.pages[0]?.total ?? 0;
  const waiting = invites.data?.pages[0]?.total ?? 0;
  const [chosen, setChosen] = useState<string>();
  const hasRequests = asked > 0;
  const isLooking = requests.isFetching;
  // who asked comes first, also those whom the page behind has not heard of yet
  useEffect(() => {
    if (!isLooking) setChosen((now) => now ?? (hasRequests ? "requests" : "email"));
  }, [isLooking, hasRequests]);
  function select(id: string) {
    setChosen(id);
    if (id === "requests") void requests.refetch();
    if (id === "pending") void invites.refetch();
  }
  const count = (total: number, tone: "accent" | "neutral"): ReactNode =>
    total > 0 && <Badge tone={tone}>{formatNumber(total)}</Badge>;
  return (
    <Tabs
      label={t`Ways in`}
      selected={chosen ?? "email"}
      onSelect={select}
      tabs={[
        { id: "email", label: t`By e-mail`, keep: true, content: <EmailPart workspace={workspace} /> },
        { id: "link", label: t`By link`, content: <LinkPart workspace={workspace} /> },
        {
          id: "requests",
          label: t`Requests`,
          keep: true, // links are shown there this once
          note: count(asked, "accent"),
          content: <RequestsPart workspace={workspace} />,
        },
        {
          id: "pending",
          label: t`Waiting`,
          keep: true,
          note: count(waiting, "neutral"),
          content: <PendingPart workspace={workspace} />,
        },
      ]}
    />
  );
}
