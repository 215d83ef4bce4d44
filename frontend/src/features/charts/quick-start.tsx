import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Workspace } from "@/api/types";
import { ciCommand, ciEnvironment, scanCommand } from "@/lib/cli-commands";
import { CopyField } from "@/ui/copy-field";
import { PageHeader } from "@/ui/page";
import { Spinner } from "@/ui/spinner";
import { EmptyState } from "@/ui/states";
import { Tabs } from "@/ui/tabs";

/** What an empty workspace shows: the way to its first scan, word for word. */
export default function QuickStart({
  workspace,
  mayUpload,
  mayMakeTokens,
}: {
  workspace: Workspace;
  mayUpload: boolean;
  mayMakeTokens: boolean;
}) {
  const { t } = useLingui();
  const server = window.location.origin;
  const { slug } = workspace;
  if (!mayUpload) {
    return (
      <>
        <PageHeader title={workspace.name} />
        <EmptyState title={t`Nothing has been scanned yet`}>
          <Trans>
            Editors of this workspace can upload the first scan. This page shows it as soon as it is there.
          </Trans>
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t`Scan your first repository`}
        about={t`The CLI reads the code on your computer and sends only what it finds: components, their props, and who uses whom. Your source stays where it is.`}
      />
      <div className="grid max-w-3xl gap-8">
        <Tabs
          label={t`Where do you scan?`}
          tabs={[
            {
              id: "bash",
              label: t`macOS, Linux`,
              content: <FirstScan shell="bash" server={server} slug={slug} />,
            },
            {
              id: "powershell",
              label: t`PowerShell`,
              content: <FirstScan shell="powershell" server={server} slug={slug} />,
            },
            {
              id: "ci",
              label: t`CI`,
              content: <CiScan server={server} slug={slug} mayMakeTokens={mayMakeTokens} />,
            },
          ]}
        />
        <p role="status" className="flex items-center gap-3 border-line border-t pt-6 text-muted">
          <Spinner />
          <Trans>Waiting for the first scan. This page turns into your analytics when it arrives.</Trans>
        </p>
      </div>
    </>
  );
}

function Steps({ children }: { children: ReactNode }) {
  return <ol className="grid list-decimal gap-6 pt-2 pl-5 marker:text-muted">{children}</ol>;
}

function Step({ children }: { children: ReactNode }) {
  return (
    <li className="pl-2">
      <div className="grid gap-2">{children}</div>
    </li>
  );
}

function FirstScan({ shell, server, slug }: { shell: "bash" | "powershell"; server: string; slug: string }) {
  const { t } = useLingui();
  return (
    <Steps>
      <Step>
        <p>
          <Trans>Open a terminal in a repository of yours and install its dependencies.</Trans>
        </p>
      </Step>
      <Step>
        <p>
          <Trans>
            Run the first scan. The CLI opens a page of this server that asks for your permission.
          </Trans>
        </p>
        <CopyField label={t`Command for the first scan`} text={scanCommand(shell, "init", server, slug)} />
      </Step>
      <Step>
        <p>
          <Trans>Later, and for further repositories, the command ends in another word:</Trans>
        </p>
        <CopyField label={t`Command for later scans`} text={scanCommand(shell, "analyze", server, slug)} />
      </Step>
    </Steps>
  );
}

function CiScan({ server, slug, mayMakeTokens }: { server: string; slug: string; mayMakeTokens: boolean }) {
  const { t } = useLingui();
  return (
    <Steps>
      <Step>
        <p>
          <Trans>
            Run the very first scan on your computer: the CLI refuses{" "}
            <code className="font-mono text-xs">init</code> in CI.
          </Trans>
        </p>
      </Step>
      <Step>
        <p>
          <Trans>Give the job these variables, the token as a secret.</Trans>{" "}
          {mayMakeTokens && (
            <Link to="/$workspace/settings/tokens" params={{ workspace: slug }} className="text-link">
              <Trans>Create a token</Trans>
            </Link>
          )}
        </p>
        <CopyField label={t`Variables of the CI job`} text={ciEnvironment(server, slug)} />
      </Step>
      <Step>
        <p>
          <Trans>
            After the dependencies are installed, with the full history checked out, let the job run:
          </Trans>
        </p>
        <CopyField label={t`Command of the CI job`} text={ciCommand} />
      </Step>
    </Steps>
  );
}
