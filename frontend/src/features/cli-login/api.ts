import { useMutation } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { useOnce } from "@/api/once";

export function useGrantCli() {
  const once = useOnce();
  return useMutation({
    mutationFn: (redirect: string) =>
      once(redirect, (header) =>
        body(api.POST("/api/auth/cli-grant", { params: { header }, body: { redirect } })),
      ),
  });
}
