import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { ada } from "@/test/fixtures";
import { renderApp } from "@/test/render-app";
import { http, server } from "@/test/server";

it("mails a link to an address that is not verified, without signing out first", async () => {
  const asked: unknown[] = [];
  server.use(
    http.get("/api/users/me", ({ response }) => response(200).json({ ...ada, isVerified: false })),
    http.get("/api/users/me/sessions", ({ response }) => response(200).json({ items: [] })),
    http.post("/api/auth/sign-in", async ({ request, response }) => {
      asked.push(await request.json());
      return response(202).json({ validForMinutes: 30 });
    }),
  );
  const { user, address } = renderApp("/account");
  await user.click(await screen.findByRole("button", { name: "Mail me the link" }));
  expect(await screen.findByText(/on its way to ada@example.com\. Open it in this browser/)).toBeVisible();
  expect(asked).toEqual([{ email: "ada@example.com", next: "/account" }]);
  await waitFor(() => expect(address()).toBe("/account"));
});
