import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { useTitle } from "@/lib/hooks";
import { chooseTheme, readTheme } from "@/lib/theme-choice";
import { Segmented } from "@/ui/choices";
import { PageHeader, Section } from "@/ui/page";
import { toast } from "@/ui/toaster";
import { ProfileForm } from "./profile-form";
import { SessionsSection } from "./sessions-section";

export function AccountPage() {
  const { t } = useLingui();
  const [theme, setTheme] = useState(readTheme);
  useTitle(t`Account`);
  return (
    <div className="max-w-2xl">
      <PageHeader title={t`Account`} />
      <div className="grid gap-12">
        <Section title={t`Profile`} className="max-w-md">
          <ProfileForm showEmail submitLabel={t`Save`} onSaved={() => toast(t`Profile saved`)} />
        </Section>
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
      </div>
    </div>
  );
}
