import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/errors";
import { Button } from "@/ui/button";
import { Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toaster";
import { useMoveWorkspace } from "./api";

/** Another address for the workspace; the old one goes on leading to it. */
export function AddressForm({ slug }: { slug: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const move = useMoveWorkspace(slug);
  const [wanted, setWanted] = useState(slug);
  const { error } = move;
  const complaint =
    error instanceof ApiError
      ? (error.fields.slug?.[0]?.message ??
        (error.code === "workspace-slug-not-available" ? error.title : undefined))
      : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (move.isPending) return;
    move.mutate(wanted.trim(), {
      onSuccess: async ({ workspace }) => {
        await navigate({
          to: "/$workspace/settings/general",
          params: { workspace: workspace.slug },
          replace: true,
        });
        toast(t`The workspace has a new address`);
      },
    });
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <TextField
        label={t`Address`}
        prefix={`${window.location.host}/`}
        description={t`Small letters, digits and hyphens. The old address goes on leading here.`}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        maxLength={40}
        value={wanted}
        error={complaint && complaint.charAt(0).toUpperCase() + complaint.slice(1)}
        onChange={(event) => {
          setWanted(event.target.value);
          if (move.isError) move.reset();
        }}
      />
      {error && !complaint && <Problem error={error} />}
      <div>
        <Button type="submit" busy={move.isPending} disabled={wanted.trim() === slug || !wanted.trim()}>
          <Trans>Change address</Trans>
        </Button>
      </div>
    </form>
  );
}
