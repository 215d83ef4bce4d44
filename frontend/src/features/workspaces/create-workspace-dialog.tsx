import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CreateWorkspaceForm } from "./create-workspace-form";

export default function CreateWorkspaceDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (slug: string) => void;
}) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Create workspace`} onClose={onClose}>
      <CreateWorkspaceForm
        cancel={
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        }
        onCreated={(slug) => {
          onClose();
          onCreated(slug);
        }}
      />
    </Dialog>
  );
}
