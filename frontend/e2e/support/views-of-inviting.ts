import type { Page } from "playwright-core";
import { api, noMail, press, type View } from "./view";
import { soon } from "./views-of-invited";

export const person = {
  id: "0192f0aa-0000-7000-8000-00000000000a",
  email: "iris@example.com",
  fullName: "Iris",
};
export const request = {
  id: "0192f0aa-0000-7000-8000-00000000000b",
  email: "iris@example.com",
  user: person,
  note: "I am new in the design team.\nSee https://example.com/me",
  askedAt: new Date(Date.now() - 7_200_000).toISOString(),
  denials: 0,
  insteadOf: null,
  wasInvited: false,
};
const requests = {
  items: [
    request,
    {
      ...request,
      id: "0192f0aa-0000-7000-8000-00000000000c",
      email: "somebody.with.a.very.long.address@subsidiary.example.com",
      user: null,
      note: null,
      denials: 2,
      insteadOf: "jo@work.example",
      wasInvited: true,
    },
  ],
  nextCursor: null,
  total: 2,
};
const delivery = (state: string, reason: string | null = null) => ({ state, reason });
const pendingInvite = {
  id: "0192f0aa-0000-7000-8000-00000000000d",
  email: "kim@example.com",
  role: "editor",
  message: null,
  invitedBy: person,
  createdAt: request.askedAt,
  renewedAt: request.askedAt,
  expiresAt: soon,
  isExpired: false,
  isDead: false,
  disclosed: false,
  delivery: delivery("handedOver"),
  canRevoke: true,
  canResend: true,
};
const limits = { rows: 50, mayAddMessage: true, sends: 47, pending: 96 };
const pendingInvites = {
  items: [
    pendingInvite,
    {
      ...pendingInvite,
      id: "0192f0aa-0000-7000-8000-00000000000e",
      email: "lee@nowhere.example",
      delivery: delivery(
        "bounced",
        "550 5.1.1 <lee@nowhere.example>: Recipient address rejected: User unknown",
      ),
    },
    {
      ...pendingInvite,
      id: "0192f0aa-0000-7000-8000-00000000000f",
      email: "max@example.com",
      isExpired: true,
      disclosed: true,
      delivery: delivery("opened"),
    },
    {
      ...pendingInvite,
      id: "0192f0aa-0000-7000-8000-000000000010",
      email: "nat@example.com",
      isDead: true,
      canRevoke: false,
      delivery: delivery("filed"),
    },
    {
      ...pendingInvite,
      id: "0192f0aa-0000-7000-8000-000000000011",
      email: "oda@example.com",
      canRevoke: false,
      canResend: false,
      delivery: delivery("filed"),
    },
  ],
  nextCursor: null,
  total: 5,
  limits,
};
const member = {
  user: person,
  role: "editor",
  joinedVia: "link",
  joinedAt: request.askedAt,
  lastSeen: null,
  isVerified: true,
  isYou: false,
};
export const cameByLink = {
  items: [member, { ...member, user: { ...person, id: request.id, fullName: null } }],
  nextCursor: null,
  total: 2,
};
const inviteTab = (name: string | RegExp) => (page: Page) => page.getByRole("tab", { name }).click();
const typeAddresses = async (page: Page) => {
  await page
    .getByLabel("E-mail addresses")
    .fill("new@example.com, Bea <bea@example.com>; chris@example.com, nonsense@");
  await page.keyboard.press("Enter");
  await page.getByRole("grid").getByText("is a member").waitFor();
};
const removeWhoCame = async (page: Page) => {
  await inviteTab("By link")(page);
  await page.getByText("Who joined by the link").click();
  await press("Choose all 2")(page);
  await press("Remove 2")(page);
};
const dialogIs = { as: "ada", opens: "features/invites/invite-dialog.tsx" } as const;
const onAcme = { ...dialogIs, route: "/$workspace/scans", path: "/acme/scans#invites" } as const;

/** The dialog for getting people in. */
export const inviting: View[] = [
  { ...onAcme, name: "invite by e-mail", sign: "They join as" },
  { ...onAcme, name: "invite by e-mail, addresses typed", act: typeAddresses, sign: "no address" },
  {
    ...onAcme,
    name: "invite by e-mail, results",
    path: "/created/scans#invites",
    act: async (page) => {
      await page.getByText("Show links to copy").click();
      await page.getByLabel("E-mail addresses").fill(`one-${Date.now()}@example.com, ada@example.com`);
      await page.getByRole("button", { name: /^Make/ }).click();
    },
    sign: "1 person invited",
  },
  {
    ...onAcme,
    name: "invite, no mail server",
    answers: { "/api/auth/providers": noMail },
    sign: "Mail is not configured on this server.",
  },
  { ...onAcme, name: "invite by link", act: inviteTab("By link"), sign: "Nobody came by it yet" },
  {
    ...onAcme,
    name: "invite by link, no mail server",
    answers: { "/api/auth/providers": noMail },
    act: inviteTab("By link"),
    sign: /nobody new gets the mail to sign in with/,
  },
  {
    ...onAcme,
    name: "invite by link, none yet",
    path: "/empty/scans#invites",
    act: inviteTab("By link"),
    sign: "Make the link",
  },
  {
    ...onAcme,
    name: "invite by link, failed",
    answers: { [api("/invite-link")]: "failure" },
    act: inviteTab("By link"),
    sign: "The link could not be loaded",
    fails: true,
  },
  {
    ...onAcme,
    name: "invite link about to be reset",
    opens: "features/invites/link-part.tsx",
    act: async (page) => {
      await inviteTab("By link")(page);
      await press("Reset the link")(page);
    },
    sign: "Reset the invite link?",
  },
  {
    ...onAcme,
    name: "who came by the link",
    answers: { [api("/members")]: cameByLink },
    act: async (page) => {
      await inviteTab("By link")(page);
      await page.getByText("Who joined by the link").click();
      await press("Choose all 2")(page);
    },
    sign: "Remove 2",
  },
  {
    ...onAcme,
    name: "who came by the link, nobody since a day",
    answers: { [api("/members")]: { items: [], nextCursor: null, total: 0 } },
    act: async (page) => {
      await inviteTab("By link")(page);
      await page.getByText("Who joined by the link").click();
      await page.getByLabel("Since").fill("2024-02-29");
    },
    sign: "Nobody since then.",
  },
  {
    ...onAcme,
    name: "who came by the link, about to be removed",
    opens: "features/invites/remove-together-dialog.tsx",
    answers: { [api("/members")]: cameByLink },
    act: removeWhoCame,
    sign: "Remove who came by the link?",
  },
  {
    ...onAcme,
    name: "who came by the link, removed",
    opens: "features/invites/remove-together-dialog.tsx",
    answers: {
      [api("/members")]: cameByLink,
      [api("/members/remove")]: {
        removed: [
          { user: person, sessions: 2, tokensRevoked: 0, tokensKept: 1, invitesRevoked: 3, invitesKept: 0 },
          { user: person, sessions: 1, tokensRevoked: 1, tokensKept: 0, invitesRevoked: 0, invitesKept: 0 },
        ],
        inviteLinkReset: true,
      },
    },
    act: async (page) => {
      await removeWhoCame(page);
      await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    },
    sign: "2 people are removed",
  },
  {
    ...onAcme,
    name: "requests to join",
    answers: { [api("/join-requests")]: requests },
    sign: "I am new in the design team.",
  },
  {
    ...onAcme,
    name: "request to join, answered by a link",
    answers: {
      "/api/auth/providers": noMail,
      [api("/join-requests")]: requests,
      [api("/join-requests/batch")]: {
        items: [{ id: request.id, done: true, link: "https://skillet.example.com/invite#a-link-to-pass-on" }],
      },
    },
    act: press("Invite iris@example.com"),
    sign: "Links to pass on",
  },
  {
    ...onAcme,
    name: "link about to be thrown away",
    opens: "features/invites/shown-links.tsx",
    answers: {
      "/api/auth/providers": noMail,
      [api("/join-requests")]: requests,
      [api("/join-requests/batch")]: {
        items: [{ id: request.id, done: true, link: "https://skillet.example.com/invite#a-link-to-pass-on" }],
      },
    },
    act: async (page) => {
      await press("Invite iris@example.com")(page);
      await page.getByText("Links to pass on").waitFor();
      await page.keyboard.press("Escape");
    },
    sign: "Go on without the links?",
  },
  {
    ...onAcme,
    name: "request to join, its mail refused",
    answers: {
      [api("/join-requests")]: requests,
      [api("/join-requests/batch")]: {
        items: [
          {
            id: request.id,
            done: false,
            code: "invite-limit",
            detail: "This address got three mails this week. Show the link instead.",
          },
        ],
      },
    },
    act: press("Invite iris@example.com"),
    sign: "Show links instead",
  },
  {
    ...onAcme,
    name: "requests to join, none",
    act: inviteTab("Requests"),
    sign: "Nobody waits for an answer.",
  },
  {
    ...onAcme,
    name: "invites that wait",
    answers: { [api("/invites")]: pendingInvites },
    act: inviteTab(/^Waiting/),
    sign: "User unknown",
  },
  {
    ...onAcme,
    name: "invite about to be revoked",
    opens: "features/invites/pending-part.tsx",
    answers: { [api("/invites")]: pendingInvites },
    act: async (page) => {
      await inviteTab(/^Waiting/)(page);
      await press(/^Revoke the invite/)(page);
    },
    sign: "Its link lets nobody in from now on",
  },
  {
    ...onAcme,
    name: "mailed invite about to get a new link",
    opens: "features/invites/pending-part.tsx",
    answers: { [api("/invites")]: pendingInvites },
    act: async (page) => {
      await inviteTab(/^Waiting/)(page);
      await press("Make a new link for kim@example.com")(page);
    },
    sign: "The link in the mail is dead then",
  },
  {
    name: "badge of requests",
    route: "/$workspace/scans",
    as: "ada",
    path: "/acme/scans",
    answers: { [api("/join-requests")]: requests },
    sign: "Invite",
  },
];
