import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/errors";
import type { InviteLink } from "@/api/types";
import { useRoleOptions } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/choices";
import { announce } from "@/ui/live-region";
import { Select } from "@/ui/select";
import { Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toaster";
import { useUpdateInviteLink } from "./link-api";

/** For owners: on or off, for whom, and as what. */
export function LinkOptions({ workspace, link }: { workspace: string; link: InviteLink }) {
  const { t } = useLingui();
  const update = useUpdateInviteLink(workspace);
  const roles = useRoleOptions("editor"); // a link makes no owners
  const kept = link.domains.join(", ");
  const [domains, setDomains] = useState(kept);
  const complaint = update.error instanceof ApiError ? update.error.fields.domains?.[0]?.message : undefined;

  const change = (patch: Parameters<typeof update.mutate>[0]) =>
    update.mutate(patch, { onSuccess: () => announce(t`Saved`) });
  // the choice is seen at once; if it is refused, it goes back
  const wish = update.isPending ? update.variables : {};
  const shown = { enabled: wish.enabled ?? link.enabled, role: wish.role ?? link.role };
  function saveDomains(event: FormEvent) {
    event.preventDefault();
    update.mutate(
      { domains: domains.split(/[\s,;]+/).filter(Boolean) },
      {
        onSuccess: (saved) => {
          setDomains(saved.domains.join(", "));
          toast(t`Saved`);
        },
      },
    );
  }

  return (
    <section className="grid grid-cols-1 gap-4 border-line border-t pt-4">
      <h3 className="font-medium">
        <Trans>Options</Trans>
      </h3>
      <Checkbox
        label={t`The link lets people in`}
        checked={shown.enabled}
        onChange={(event) => change({ enabled: event.target.checked })}
      />
      <Select
        label={t`They join as`}
        options={roles}
        value={shown.role}
        onChange={(event) => change({ role: event.target.value as InviteLink["role"] })}
      />
      <form onSubmit={saveDomains} noValidate className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            label={t`Only addresses of these domains`}
            placeholder={t`any domain`}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            value={domains}
            error={complaint ? t`Each ${complaint}` : undefined}
            onChange={(event) => setDomains(event.target.value)}
          />
        </div>
        <Button
          type="submit"
          className={complaint ? "mb-5" : ""}
          busy={update.isPending}
          disabled={domains === kept}
        >
          <Trans>Save domains</Trans>
        </Button>
      </form>
      {update.error && !complaint && <Problem error={update.error} />}
    </section>
  );
}
