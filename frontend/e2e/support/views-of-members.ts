import { api, press, type View } from "./view";
import { cameByLink, person, request } from "./views-of-inviting";

const onMembers = {
  as: "ada",
  route: "/$workspace/settings/members",
  path: "/acme/settings/members",
} as const;
const onAudit = { as: "ada", route: "/$workspace/settings/audit", path: "/acme/settings/audit" } as const;

const taker = {
  ...person,
  id: "0192f0aa-0000-7000-8000-0000000000aa",
  profession: "designer",
  isOperator: false,
  isVerified: true,
  createdAt: request.askedAt,
  lastSeen: request.askedAt,
};

/** Who belongs, who did what, and the ends of things. */
export const membership: View[] = [
  { ...onMembers, name: "members", sign: "Bea Bright" },
  {
    ...onMembers,
    name: "members, nobody found",
    path: "/acme/settings/members?search=nobody-like-this",
    sign: "Nobody matches",
  },
  {
    ...onMembers,
    name: "members, loading",
    answers: { [api("/members")]: "never" },
    sign: "Loading members",
  },
  {
    ...onMembers,
    name: "members, failed",
    answers: { [api("/members")]: "failure" },
    sign: "The members could not be loaded",
    fails: true,
  },
  {
    ...onMembers,
    name: "workspace on offer",
    answers: {
      [api("/transfer")]: {
        offer: { from: person, to: person, offeredAt: request.askedAt, acceptedAt: null, undoUntil: null },
      },
    },
    sign: "Take the offer back",
  },
  {
    ...onMembers,
    name: "workspace about to be taken over",
    opens: "features/members/hand-over-section.tsx",
    answers: {
      "/api/users/me": taker,
      [api("/transfer")]: {
        offer: { from: person, to: taker, offeredAt: request.askedAt, acceptedAt: null, undoUntil: null },
      },
    },
    act: press("Accept the workspace"),
    sign: "Accept the workspace?",
  },
  {
    ...onMembers,
    name: "roles of a member",
    opens: "features/members/member-row.tsx",
    act: press(/^Role of Bea Bright/),
    sign: "Viewer",
  },
  {
    ...onMembers,
    name: "member about to become an owner",
    opens: "features/members/member-row.tsx",
    act: async (page) => {
      await press(/^Role of Bea Bright/)(page);
      await page.getByRole("menuitem", { name: "Owner" }).click();
    },
    sign: "Make Bea Bright an owner?",
  },
  {
    ...onMembers,
    name: "members, address not verified",
    answers: { "/api/users/me": { ...taker, isVerified: false } },
    sign: "Your address is not verified.",
  },
  {
    ...onMembers,
    name: "member about to be removed",
    act: press("Remove Bea Bright"),
    sign: "At once ends",
    opens: "features/members/remove-dialog.tsx",
  },
  {
    ...onMembers,
    name: "about to leave",
    answers: { [api("/members")]: cameByLink },
    act: press("Leave"),
    sign: "Leave Acme?",
    opens: "features/members/leave-section.tsx",
  },
  { ...onAudit, name: "audit log", sign: "Invite sent" },
  {
    ...onAudit,
    name: "audit log, nothing found",
    path: "/acme/settings/audit?action=scan.deleted",
    sign: "Nothing of this kind happened",
  },
  { ...onAudit, name: "audit log, loading", answers: { [api("/audit")]: "never" }, sign: "Loading the log" },
  {
    ...onAudit,
    name: "audit log, failed",
    answers: { [api("/audit")]: "failure" },
    sign: "The log could not be loaded",
    fails: true,
  },
  {
    name: "workspace about to be deleted",
    as: "ada",
    route: "/$workspace/settings/general",
    path: "/acme/settings/general",
    act: press("Delete workspace"),
    sign: "Type acme to confirm",
    opens: "features/workspaces/delete-section.tsx",
  },
  {
    name: "account about to be deleted",
    as: "ada",
    route: "/account",
    path: "/account",
    act: press("Delete my account"),
    sign: "Type ada@example.com to confirm",
    opens: "features/account/delete-section.tsx",
  },
];
