import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse } from "msw";
import type { ReactNode } from "react";
import { expect, it } from "vitest";
import type { Schema } from "@/api/types";
import { acme, ada } from "@/test/fixtures";
import { renderApp } from "@/test/render-app";
import { http, problem, server } from "@/test/server";
import { useAnswerRequests } from "./requests-api";

const invite: Schema["ReceivedInvite"] = {
  id: "0192f0aa-0000-7000-8000-00000000000a",
  workspaceName: "Acme",
  invitedBy: "Grace",
  role: "editor",
  message: null,
  createdAt: "2026-03-02T10:00:00Z",
  expiresAt: "2026-03-16T10:00:00Z",
};
const request = (n: number): Schema["JoinRequest"] => ({
  id: `0192f0aa-0000-7000-8000-${String(n).padStart(12, "0")}`,
  email: `p${n}@example.com`,
  user: null,
  note: null,
  askedAt: "2026-03-02T10:00:00Z",
  denials: 0,
  insteadOf: null,
  wasInvited: false,
});
const limits = { rows: 200, mayAddMessage: true, sends: 500, pending: 1000 };

function account(answer: () => ReturnType<typeof HttpResponse.json>) {
  let isAnswered = false;
  server.use(
    http.get("/api/users/me/sessions", ({ response }) => response(200).json({ items: [] })),
    http.post("/api/workspaces/{workspace}/charts/query", ({ response }) =>
      response.untyped(HttpResponse.json(problem(503, "unavailable"), { status: 503 })),
    ),
    http.get("/api/users/me/invites", ({ response }) =>
      response(200).json({ items: isAnswered ? [] : [invite] }),
    ),
    http.post("/api/users/me/invites/{id}/accept", ({ response }) => {
      isAnswered = true;
      return response.untyped(answer());
    }),
    http.post("/api/users/me/invites/{id}/decline", ({ response }) => {
      isAnswered = true;
      return response(204).empty();
    }),
  );
  return renderApp("/account");
}
const arrival: Schema["Arrival"] = {
  workspace: { id: acme.workspace.id, name: "Acme", slug: "acme", role: "editor" },
  user: ada,
  alreadyMember: false,
  isNew: false,
  mustVerify: false,
};

it("leads into the workspace whose invite was accepted, though its row is gone first", async () => {
  const { user, address } = account(() => HttpResponse.json(arrival));
  await user.click(await screen.findByRole("button", { name: "Join Acme" }));
  await waitFor(() => expect(address()).toMatch(/^\/acme/));
  expect(await screen.findByText("You are in Acme")).toBeInTheDocument();
});

it("says why an invite cannot be accepted, and shows it no more", async () => {
  const over = problem(410, "invite-over", { title: "This invite is over", detail: "It was taken back." });
  const { user } = account(() => HttpResponse.json(over, { status: 410 }));
  await user.click(await screen.findByRole("button", { name: "Join Acme" }));
  expect(await screen.findByText("No invite waits for you.")).toBeInTheDocument();
  expect(screen.getByText(/It was taken back\./)).toBeInTheDocument();
});

it("keeps the focus in the list when the answered row goes", async () => {
  const { user } = account(() => HttpResponse.json(arrival));
  await user.click(await screen.findByRole("button", { name: "Decline the invite to Acme" }));
  const nothing = await screen.findByText("No invite waits for you.");
  expect(nothing.parentElement).toHaveFocus();
});

it("keeps links that are shown this once while another tab is looked at", async () => {
  let isOpen = true;
  server.use(
    http.get("/api/workspaces/{workspace}/tokens", ({ response }) => response(200).json({ items: [] })),
    http.get("/api/workspaces/{workspace}/invites", ({ response }) =>
      response(200).json({ items: [], nextCursor: null, total: 0, limits }),
    ),
    http.get("/api/workspaces/{workspace}/join-requests", ({ response }) =>
      response(200).json({ items: isOpen ? [request(1)] : [], nextCursor: null, total: isOpen ? 1 : 0 }),
    ),
    http.post("/api/workspaces/{workspace}/join-requests/batch", async ({ request: call, response }) => {
      isOpen = false;
      const { ids } = await call.json();
      const link = "https://skillet.example.com/invite#secret";
      return response(200).json({ items: ids.map((id) => ({ id, done: true, link })) });
    }),
  );
  const { user } = renderApp("/acme/settings/tokens#invites");
  const dialog = await screen.findByRole("dialog", { name: "Invite people to Acme" });
  await user.click(await within(dialog).findByRole("tab", { name: /^Requests/ }));
  await user.click(await within(dialog).findByRole("button", { name: /^Invite p1@example.com/ }));
  await within(dialog).findByText(/invite#secret/);
  await user.click(within(dialog).getByRole("tab", { name: /^Waiting/ }));
  await user.click(within(dialog).getByRole("tab", { name: /^Requests/ }));
  expect(within(dialog).getByText(/invite#secret/)).toBeVisible();
});

it("shows the links of those that were answered before a failure, and sends the failed again with their key", async () => {
  const sent: { key: string | null; ids: string[] }[] = [];
  server.use(
    http.post("/api/workspaces/{workspace}/join-requests/batch", async ({ request: call, response }) => {
      const { ids } = await call.json();
      sent.push({ key: call.headers.get("idempotency-key"), ids });
      if (sent.length === 2 || sent.length === 3) {
        const refusal = problem(503, "unavailable", { detail: "Try again in a moment." });
        return response.untyped(HttpResponse.json(refusal, { status: 503 }));
      }
      return response(200).json({ items: ids.map((id) => ({ id, done: true, link: `https://x/${id}` })) });
    }),
  );
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useAnswerRequests("acme"), { wrapper });
  const ids = Array.from({ length: 101 }, (_, n) => request(n).id);
  const how = { answer: "approve", role: "editor", delivery: "link" } as const;
  const { items } = await result.current.mutateAsync({ ids, ...how });
  expect(items.filter((one) => one.done && one.link)).toHaveLength(100);
  expect(items[100]).toEqual({ id: ids[100], done: false, detail: "Try again in a moment." });
  const last = ids.slice(100);
  await expect(result.current.mutateAsync({ ids: last, ...how })).rejects.toThrow("Try again in a moment.");
  await result.current.mutateAsync({ ids: last, ...how });
  const keys = sent.map((one) => one.key);
  expect(sent.map((one) => one.ids.length)).toEqual([100, 1, 1, 1]);
  expect(keys[1]).not.toBe(keys[0]);
  expect(keys.slice(2)).toEqual([keys[1], keys[1]]);
});
