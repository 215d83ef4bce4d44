import { valibotResolver } from "@hookform/resolvers/valibot";
import { Trans, useLingui } from "@lingui/react/macro";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { showFieldErrors } from "@/api/field-errors";
import { useWorkspace } from "@/api/workspace";
import { formatDate } from "@/lib/format";
import { useTitle } from "@/lib/hooks";
import { useRoleNames } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { PageHeader } from "@/ui/page";
import { Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toaster";
import { AddressForm } from "./address-form";
import { useRenameWorkspace } from "./api";
import { DeleteSection } from "./delete-section";

const route = getRouteApi("/$workspace/settings/general");

export function GeneralPage() {
  const { t } = useLingui();
  const { workspace: slug } = route.useParams();
  const { workspace, can, role } = useWorkspace(slug);
  useTitle(t`General settings`, workspace.name);
  const roles = useRoleNames();
  return (
    <>
      <PageHeader title={t`General`} />
      <div className="grid max-w-md gap-8">
        {can.renameWorkspace && <RenameForm slug={slug} name={workspace.name} />}
        {can.renameWorkspace && <AddressForm key={workspace.slug} slug={workspace.slug} />}
        <dl className="grid gap-4 *:grid *:gap-1 [&_dt]:font-medium">
          {!can.renameWorkspace && (
            <div>
              <dt>
                <Trans>Name</Trans>
              </dt>
              <dd>{workspace.name}</dd>
            </div>
          )}
          {!can.renameWorkspace && (
            <div>
              <dt>
                <Trans>Address</Trans>
              </dt>
              <dd className="font-mono text-xs leading-5">
                {window.location.host}/{workspace.slug}
              </dd>
            </div>
          )}
          <div>
            <dt>
              <Trans>Your role</Trans>
            </dt>
            <dd>{roles[role].label}</dd>
          </div>
          <div>
            <dt>
              <Trans>Created</Trans>
            </dt>
            <dd>{formatDate(workspace.createdAt)}</dd>
          </div>
        </dl>
        {can.deleteWorkspace && <DeleteSection slug={workspace.slug} name={workspace.name} />}
      </div>
    </>
  );
}

function RenameForm({ slug, name }: { slug: string; name: string }) {
  const { t } = useLingui();
  const rename = useRenameWorkspace(slug);
  const [placed, setPlaced] = useState(true);
  const form = useForm({
    resolver: valibotResolver(
      v.object({
        name: v.pipe(
          v.string(),
          v.trim(),
          v.nonEmpty(t`A workspace needs a name`),
          v.maxLength(64, t`At most 64 characters`),
        ),
      }),
    ),
    values: { name },
  });
  const submit = form.handleSubmit(async (values) => {
    try {
      await rename.mutateAsync(values.name);
      toast(t`Workspace renamed`);
    } catch (error) {
      setPlaced(showFieldErrors(error, ["name"], form.setError));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <TextField label={t`Name`} error={form.formState.errors.name?.message} {...form.register("name")} />
      {rename.error && !placed && <Problem error={rename.error} />}
      <div>
        <Button type="submit" tone="primary" busy={rename.isPending} disabled={!form.formState.isDirty}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  );
}
