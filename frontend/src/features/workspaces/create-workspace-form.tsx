import { valibotResolver } from "@hookform/resolvers/valibot";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { showFieldErrors } from "@/api/field-errors";
import { meQuery } from "@/api/me";
import { useRested } from "@/lib/hooks";
import { Button } from "@/ui/button";
import { Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { VerifyFirst } from "@/ui/verify-first";
import { slugSuggestionQuery, useCreateWorkspace } from "./api";

/** Name and address of a new workspace. The address follows the name until it is written by hand. */
export function CreateWorkspaceForm({
  onCreated,
  cancel,
}: {
  onCreated: (slug: string) => void;
  cancel?: ReactNode;
}) {
  const { t } = useLingui();
  const create = useCreateWorkspace();
  const cache = useQueryClient();
  const [ownSlug, setOwnSlug] = useState<string | null>(null);
  const [placed, setPlaced] = useState(true);
  const form = useForm({
    resolver: valibotResolver(
      v.object({
        name: v.pipe(
          v.string(),
          v.trim(),
          v.nonEmpty(t`Give the workspace a name, such as that of your team`),
          v.maxLength(64, t`At most 64 characters`),
        ),
        slug: v.string(),
      }),
    ),
    defaultValues: { name: "", slug: "" },
  });
  const name = useRested(form.watch("name").trim(), 250);
  const suggestion = useQuery({
    ...slugSuggestionQuery(name),
    enabled: name !== "" && ownSlug === null,
    placeholderData: (previous) => previous,
  });
  const slug = ownSlug ?? (name ? (suggestion.data ?? "") : "");
  const { errors } = form.formState;
  const { data: me } = useQuery(meQuery);

  const submit = form.handleSubmit(async (values) => {
    try {
      // the proposal that shows may still be that of a name half typed
      const chosen = ownSlug || (await cache.fetchQuery(slugSuggestionQuery(values.name)));
      setOwnSlug(chosen);
      const made = await create.mutateAsync({ name: values.name, slug: chosen });
      onCreated(made.slug);
    } catch (error) {
      setPlaced(showFieldErrors(error, ["name", "slug"], form.setError));
    }
  });

  if (me && !me.isVerified) {
    return (
      <div className="grid gap-6">
        <VerifyFirst />
        {cancel && <div className="flex justify-end">{cancel}</div>}
      </div>
    );
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-6">
      <TextField
        label={t`Workspace name`}
        autoComplete="organization"
        error={errors.name?.message}
        {...form.register("name")}
      />
      <TextField
        label={t`Address`}
        prefix={`${window.location.host}/`}
        description={t`Small letters, digits and hyphens. The CLI uses it too.`}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        maxLength={40}
        name="slug"
        value={slug}
        error={errors.slug?.message}
        onChange={(event) => {
          setOwnSlug(event.target.value);
          form.clearErrors("slug");
        }}
        onBlur={() => ownSlug === "" && setOwnSlug(null)}
      />
      {create.error && !placed && <Problem error={create.error} />}
      <div className={cancel ? "flex flex-wrap justify-end gap-2" : ""}>
        {cancel}
        <Button type="submit" tone="primary" busy={form.formState.isSubmitting}>
          <Trans>Create workspace</Trans>
        </Button>
      </div>
    </form>
  );
}
