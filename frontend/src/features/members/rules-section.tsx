import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/errors";
import type { Schema } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { Select } from "@/ui/select";
import { Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { toast } from "@/ui/toaster";
import { useUpdateRules } from "./api";

/** For owners: who brings others in, who hears of requests, how long invites work. */
export function RulesSection({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const { settings } = useWorkspace(workspace);
  const update = useUpdateRules(workspace);
  const [days, setDays] = useState(String(settings.inviteDays));
  const complaint =
    update.error instanceof ApiError ? update.error.fields.inviteDays?.[0]?.message : undefined;
  const isNumber = /^\d{1,4}$/.test(days.trim());

  const change = (patch: Schema["WorkspacePatch"]) =>
    update.mutate(patch, { onSuccess: () => toast(t`Saved`) });
  // the choice is seen at once; if it is refused, it goes back
  const wish = update.isPending ? update.variables : {};
  const shown = {
    whoInvites: wish.whoInvites ?? settings.whoInvites,
    toldOfRequests: wish.toldOfRequests ?? settings.toldOfRequests,
  };
  function saveDays(event: FormEvent) {
    event.preventDefault();
    if (isNumber) change({ inviteDays: Number(days) });
  }

  return (
    <Section title={t`Inviting`} className="max-w-md">
      <Select
        label={t`Who may invite`}
        value={shown.whoInvites}
        options={[
          { value: "editors", label: t`Editors and owners` },
          { value: "owners", label: t`Owners only` },
        ]}
        onChange={(event) => change({ whoInvites: event.target.value as Schema["WhoInvites"] })}
      />
      <Select
        label={t`Who gets a mail when somebody asks to join`}
        value={shown.toldOfRequests}
        options={[
          { value: "nobody", label: t`Nobody` },
          { value: "owners", label: t`Owners` },
          { value: "ownersAndSharer", label: t`Owners, and whoever shared the page` },
          { value: "members", label: t`Everybody who may invite` },
        ]}
        onChange={(event) => change({ toldOfRequests: event.target.value as Schema["ToldOfRequests"] })}
      />
      <form onSubmit={saveDays} noValidate className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            label={t`E-mail invites work for so many days`}
            inputMode="numeric"
            autoComplete="off"
            value={days}
            error={
              complaint ? t`The number ${complaint}` : isNumber ? undefined : t`Type a number from 1 to 90`
            }
            onChange={(event) => setDays(event.target.value)}
          />
        </div>
        <Button
          type="submit"
          className={complaint || !isNumber ? "mb-5" : ""}
          busy={update.isPending}
          disabled={days.trim() === String(settings.inviteDays)}
        >
          <Trans>Save days</Trans>
        </Button>
      </form>
      {update.error && !complaint && <Problem error={update.error} />}
    </Section>
  );
}
