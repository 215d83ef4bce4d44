import { valibotResolver } from "@hookform/resolvers/valibot";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { showFieldErrors } from "@/api/field-errors";
import { ciCommand, ciEnvironment } from "@/lib/cli-commands";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/choices";
import { CopyField } from "@/ui/copy-field";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Select } from "@/ui/select";
import { Note, Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { useCreateToken } from "./api";

/** Makes a token, then shows it: the only time it can be read. */
export default function CreateTokenDialog({
  workspace,
  onClose,
}: {
  workspace: string;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const create = useCreateToken(workspace);
  return create.data ? (
    // a stray click must not lose what cannot be shown again
    <Dialog title={t`Copy the token now`} canDismiss={false} onClose={onClose}>
      <Created workspace={workspace} token={create.data.token} onClose={onClose} />
    </Dialog>
  ) : (
    <Dialog title={t`Create an API token`} onClose={onClose}>
      <TokenForm create={create} onClose={onClose} />
    </Dialog>
  );
}

function TokenForm({ create, onClose }: { create: ReturnType<typeof useCreateToken>; onClose: () => void }) {
  const { t } = useLingui();
  const [placed, setPlaced] = useState(true);
  const form = useForm({
    resolver: valibotResolver(
      v.pipe(
        v.object({
          name: v.pipe(v.string(), v.trim(), v.nonEmpty(t`Name it after the place that will use it`)),
          upload: v.boolean(),
          read: v.boolean(),
          expiresInDays: v.string(),
          revokeWithCreator: v.boolean(),
        }),
        v.forward(
          v.partialCheck(
            [["upload"], ["read"]],
            ({ upload, read }) => upload || read,
            t`A token that may do nothing is of no use: choose at least one`,
          ),
          ["upload"],
        ),
      ),
    ),
    defaultValues: { name: "", upload: true, read: false, expiresInDays: "365", revokeWithCreator: false },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await create.mutateAsync({
        name: values.name,
        scopes: [
          ...(values.upload ? ["scans:write" as const] : []),
          ...(values.read ? ["read" as const] : []),
        ],
        expiresInDays: values.expiresInDays ? Number(values.expiresInDays) : null,
        revokeWithCreator: values.revokeWithCreator,
      });
    } catch (error) {
      setPlaced(showFieldErrors(error, ["name", "expiresInDays"], form.setError));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-6">
      <TextField
        label={t`Name`}
        placeholder={t`GitHub Actions of the web shop`}
        autoComplete="off"
        maxLength={64}
        error={errors.name?.message}
        {...form.register("name")}
      />
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium">
          <Trans>May</Trans>
        </legend>
        <Checkbox
          label={t`Upload scans`}
          description={t`What the CLI needs in CI.`}
          {...form.register("upload")}
        />
        <Checkbox
          label={t`Read the workspace`}
          description={t`Components, charts, scans.`}
          {...form.register("read")}
        />
        {errors.upload?.message && (
          <p role="alert" className="text-danger text-xs">
            {errors.upload.message}
          </p>
        )}
      </fieldset>
      <Select
        label={t`Expires`}
        error={errors.expiresInDays?.message}
        options={[
          { value: "30", label: t`in 30 days` },
          { value: "90", label: t`in 90 days` },
          { value: "365", label: t`in a year` },
          { value: "", label: t`never` },
        ]}
        {...form.register("expiresInDays")}
      />
      <Checkbox
        label={t`End it when I leave the workspace`}
        description={t`Otherwise it belongs to the workspace and stays.`}
        {...form.register("revokeWithCreator")}
      />
      {create.error && !placed && <Problem error={create.error} />}
      <DialogActions>
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" tone="primary" busy={create.isPending}>
          <Trans>Create token</Trans>
        </Button>
      </DialogActions>
    </form>
  );
}

function Created({ workspace, token, onClose }: { workspace: string; token: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <>
      <Note tone="warn">
        <Trans>
          It is shown only this once. Keep it in the secret store of your CI, never in a repository.
        </Trans>
      </Note>
      <div className="grid gap-2">
        <h3 className="font-medium">
          <Trans>The token</Trans>
        </h3>
        <CopyField label={t`The token`} text={token} />
      </div>
      <div className="grid gap-2">
        <h3 className="font-medium">
          <Trans>Environment of the CI job</Trans>
        </h3>
        <CopyField
          label={t`Environment of the CI job`}
          text={ciEnvironment(window.location.origin, workspace, token)}
        />
      </div>
      <div className="grid gap-2">
        <h3 className="font-medium">
          <Trans>Command of the CI job</Trans>
        </h3>
        <CopyField label={t`Command of the CI job`} text={ciCommand} />
      </div>
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          <Trans>I have copied it</Trans>
        </Button>
      </DialogActions>
    </>
  );
}
