import { useLingui } from "@lingui/react/macro";
import type { Profession } from "@/api/types";

export function useProfessions(): { value: Profession; label: string }[] {
  const { t } = useLingui();
  return [
    { value: "developer", label: t`Developer` },
    { value: "designer", label: t`Designer` },
    { value: "productManager", label: t`Product manager` },
    { value: "teamLead", label: t`Team lead` },
    { value: "executive", label: t`Executive` },
    { value: "other", label: t`Something else` },
  ];
}
