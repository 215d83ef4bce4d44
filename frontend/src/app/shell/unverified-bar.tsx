import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { providersQuery } from "@/api/providers";

/** Reminds whoever came by a link that others saw of what is left to do. */
export function UnverifiedBar() {
  const { t } = useLingui();
  const { data: me } = useQuery(meQuery);
  const { data: providers } = useQuery(providersQuery);
  if (!me || me.isVerified || !providers) return null;
  return (
    <aside aria-label={t`Your address`} className="bg-warn-soft text-warn">
      <p className="mx-auto w-full max-w-6xl px-4 py-2 sm:px-6">
        {providers.mailConfigured ? (
          <Trans>
            Your address is not verified. If the link that was mailed to it is not opened within a day, your
            account is erased.
          </Trans>
        ) : (
          <Trans>Your address is not verified: your account works in this workspace only.</Trans>
        )}{" "}
        <Link to="/account" className="underline">
          <Trans>Verify it</Trans>
        </Link>
      </p>
    </aside>
  );
}
