import { valibotResolver } from "@hookform/resolvers/valibot";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { showFieldErrors } from "@/api/field-errors";
import { useMe } from "@/api/me";
import type { Profession } from "@/api/types";
import { Button } from "@/ui/button";
import { Select } from "@/ui/select";
import { Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { useUpdateMe } from "./api";
import { useProfessions } from "./professions";

/** Name and profession. */
export function ProfileForm({ submitLabel, onSaved }: { submitLabel: string; onSaved: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const professions = useProfessions();
  const update = useUpdateMe();
  const [placed, setPlaced] = useState(true);
  const form = useForm({
    resolver: valibotResolver(
      v.object({
        fullName: v.pipe(v.string(), v.trim()),
        profession: v.pipe(v.string(), v.nonEmpty(t`Choose what comes closest`)),
      }),
    ),
    values: { fullName: me.fullName ?? "", profession: me.profession ?? "" },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async ({ fullName, profession }) => {
    try {
      await update.mutateAsync({ fullName: fullName || null, profession: profession as Profession });
      onSaved();
    } catch (error) {
      setPlaced(showFieldErrors(error, ["fullName", "profession"], form.setError));
    }
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <TextField
        label={t`Name`}
        autoComplete="name"
        maxLength={100}
        error={errors.fullName?.message}
        {...form.register("fullName")}
      />
      <Select
        label={t`What do you do?`}
        options={[{ value: "", label: t`Choose…` }, ...professions]}
        error={errors.profession?.message}
        {...form.register("profession")}
      />
      {update.error && !placed && <Problem error={update.error} />}
      <div>
        <Button type="submit" tone="primary" busy={update.isPending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
