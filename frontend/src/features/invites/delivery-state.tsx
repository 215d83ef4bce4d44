import { useLingui } from "@lingui/react/macro";
import type { Schema } from "@/api/types";
import { Badge } from "@/ui/badge";

/** How far the mail of an invite came. */
export function DeliveryState({ delivery }: { delivery: Schema["MailDelivery"] }) {
  const { t } = useLingui();
  const states = {
    none: { tone: "neutral", words: t`link shown` },
    queued: { tone: "neutral", words: t`being sent` },
    deferred: { tone: "warn", words: t`delayed, tried again` },
    handedOver: { tone: "accent", words: t`sent` },
    filed: { tone: "warn", words: t`written to a file, not mailed` },
    bounced: { tone: "danger", words: t`refused` },
    opened: { tone: "accent", words: t`opened` },
  } as const;
  const { tone, words } = states[delivery.state];
  return <Badge tone={tone}>{words}</Badge>;
}
