import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useMe } from "@/api/me";
import { receivedInvitesQuery } from "@/api/received-invites";
import { useSignOut } from "@/api/sign-out";
import { workspacesQuery } from "@/api/workspace";
import { ProfileForm } from "@/features/account/profile-form";
import { ReceivedInvites } from "@/features/invites/received-invites";
import { useMayCreateWorkspace } from "@/features/workspaces/api";
import { CreateWorkspaceForm } from "@/features/workspaces/create-workspace-form";
import { useLatched, useTitle } from "@/lib/hooks";
import { leadsToInvite, peekReturnPath, takeReturnPath } from "@/lib/return-path";
import { Button } from "@/ui/button";
import { PageHeader, Section, SoloPage } from "@/ui/page";
import { ErrorState } from "@/ui/states";

/** The first minutes: who are you, then the first workspace. What is done already is left out. */
export function WelcomePage() {
  const { t } = useLingui();
  const me = useMe();
  const router = useRouter();
  const workspaces = useQuery(workspacesQuery);
  // whoever came to make a first workspace is led on by the form, not by the list that then has one entry
  const [made, setMade] = useState(false);
  useTitle(t`Welcome`);

  if (!me.profession) {
    return (
      <SoloPage>
        <PageHeader title={t`Welcome to Skillet`} about={t`Two answers, so that others know who you are.`} />
        <ProfileForm submitLabel={t`Continue`} onSaved={() => {}} />
      </SoloPage>
    );
  }
  if (workspaces.isError) {
    return (
      <SoloPage>
        <ErrorState
          title={t`Your workspaces could not be loaded`}
          error={workspaces.error}
          onRetry={workspaces.refetch}
        />
      </SoloPage>
    );
  }
  if (!workspaces.data || made) return null;
  if (workspaces.data.length > 0 || leadsToInvite(peekReturnPath())) return <Onward />;
  return (
    <SoloPage>
      <Invited />
      <FirstWorkspace
        onCreated={(slug) => {
          setMade(true);
          const goal = takeReturnPath();
          if (goal) void router.navigate({ href: goal, replace: true });
          else void router.navigate({ to: "/$workspace", params: { workspace: slug }, replace: true });
        }}
      />
    </SoloPage>
  );
}

/** What the address is invited to already; nothing when that was nothing. */
function Invited() {
  const { t } = useLingui();
  const { data: invites = [] } = useQuery(receivedInvitesQuery);
  if (!useLatched(invites.length > 0)) return null;
  return (
    <Section title={t`You are invited`}>
      <ReceivedInvites />
    </Section>
  );
}

/** Nothing is left to do here. */
function Onward() {
  const router = useRouter();
  useEffect(() => {
    void router.navigate({ href: takeReturnPath() ?? "/", replace: true });
  }, [router]);
  return null;
}

function FirstWorkspace({ onCreated }: { onCreated: (slug: string) => void }) {
  const { t } = useLingui();
  const mayCreate = useMayCreateWorkspace();
  const signOut = useSignOut();
  if (mayCreate) {
    return (
      <>
        <PageHeader
          title={t`Create your workspace`}
          about={t`A workspace holds the scans of your repositories and what they add up to. One for a company or a team is usual.`}
        />
        <CreateWorkspaceForm onCreated={onCreated} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t`You are not in a workspace yet`}
        about={t`On this server operators create the workspaces. Ask one of them to make yours, or a member of a workspace to invite you.`}
      />
      <div>
        <Button busy={signOut.isPending} onClick={() => signOut.mutate(undefined)}>
          <Trans>Sign out</Trans>
        </Button>
      </div>
    </>
  );
}
