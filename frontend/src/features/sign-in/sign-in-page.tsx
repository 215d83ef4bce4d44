import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { signInToken } from "@/lib/caught-tokens";
import { useTitle } from "@/lib/hooks";
import { takeSuggestedAddress } from "@/lib/sign-in-hint";
import { SoloPage } from "@/ui/page";
import { AskForm } from "./ask-form";
import { CodeForm } from "./code-form";
import { LinkPanel } from "./link-panel";

/** Ask for a mail, type its code, or use the link that was opened. */
export function SignInPage() {
  const { t } = useLingui();
  const token = signInToken.use();
  const [email, setEmail] = useState(takeSuggestedAddress);
  const [asked, setAsked] = useState(false);
  useTitle(t`Sign in`);
  return (
    <SoloPage>
      {token ? (
        <LinkPanel key={token} token={token} />
      ) : asked ? (
        <CodeForm email={email} onBack={() => setAsked(false)} />
      ) : (
        <AskForm
          email={email}
          onAsked={(address) => {
            setEmail(address);
            setAsked(true);
          }}
        />
      )}
    </SoloPage>
  );
}
