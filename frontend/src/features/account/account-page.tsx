import { useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";
import { useTitle } from "@/lib/hooks";
import { chooseTheme, readTheme } from "@/lib/theme-choice";
import { Segmented } from "@/ui/choices";
import { PageHeader, Section } from "@/ui/page";
import { toast } from "@/ui/toaster";
import { DeleteSection } from "./delete-section";
import { EmailSection } from "./email-section";
import { ProfileForm } from "./profile-form";
import { SessionsSection } from "./sessions-section";

export function AccountPage({ invites }: { invites: ReactNode }) {
  const { t } = useLingui();
  const [theme, setTheme] = useState(readTheme);
  useTitle(t`Account`);
  return (
    <div className="max-w-2xl">
      <PageHeader title={t`Account`} />
      <div className="grid gap-12">
        {invites && <Section title={t`Invites to you`}>{invites}</Section>}
        <Section title={t`Profile`} className="max-w-md">
          <ProfileForm submitLabel={t`Save`} onSaved={() => toast(t`Profile saved`)} />
        </Section>
        <EmailSection />
        <Section title={t`Appearance`} about={t`Kept in this browser.`}>
          <div>
            <Segmented
              label={t`Theme`}
              value={theme}
              options={[
                { value: "system", label: t`As the system` },
                { value: "light", label: t`Light` },
                { value: "dark", label: t`Dark` },
              ]}
              onChange={(choice) => {
                chooseTheme(choice);
                setTheme(choice);
              }}
            />
          </div>
        </Section>
        <SessionsSection />
        <DeleteSection />
      </div>
    </div>
  );
}
