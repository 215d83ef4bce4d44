import { useMutation } from "@tanstack/react-query";
import { api, body } from "@/api/client";

export function useGrantCli() {
  return useMutation({
    mutationFn: (redirect: string) => body(api.POST("/api/auth/cli-grant", { body: { redirect } })),
  });
}
