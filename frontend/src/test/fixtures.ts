import type { ApiToken, Component, Scan, User, WorkspaceView } from "@/api/types";

export const ada: User = {
  id: "0192f0aa-0000-7000-8000-000000000001",
  email: "ada@example.com",
  fullName: "Ada Lovelace",
  profession: "developer",
  isOperator: false,
  createdAt: "2026-01-02T10:00:00Z",
  lastSeen: "2026-03-02T10:00:00Z",
  isVerified: true,
};

export const acme: WorkspaceView = {
  workspace: {
    id: "0192f0aa-0000-7000-8000-000000000002",
    name: "Acme",
    slug: "acme",
    createdAt: "2026-01-02T10:00:00Z",
    projects: [{ slug: "web", packageName: "@acme/web", name: "@acme/web", components: 2 }],
    hasReachedAnalysisLimit: false,
    subscription: { features: { analysisLimit: null } },
    numOfComponents: 2,
    numOfAnalyses: 1,
    lastScanAt: "2026-03-02T10:00:00Z",
    dataIssueCount: 0,
  },
  role: "owner",
  can: {
    renameWorkspace: true,
    uploadScans: true,
    deleteScans: true,
    manageTokens: true,
    invite: true,
    manageMembers: true,
    deleteWorkspace: true,
  },
  settings: { whoInvites: "editors", inviteDays: 14, toldOfRequests: "ownersAndSharer" },
};

/** The same workspace before its first scan. */
export const emptyAcme: WorkspaceView = {
  ...acme,
  workspace: { ...acme.workspace, projects: [], numOfComponents: 0, numOfAnalyses: 0, lastScanAt: null },
};

export const component = (name: string, usages: number): Component => ({
  key: `key-${name}`,
  id: `@acme/web:hash:${name}`,
  name,
  packageName: "@acme/web",
  projectName: "@acme/web",
  projectAlias: null,
  path: `src/${name.toLowerCase()}.tsx`,
  isInternal: true,
  tags: [],
  usages,
  instances: usages * 2,
  children: 1,
  projects: 1,
  createdAt: null,
  updatedAt: null,
  lastUsageChangedAt: "2026-03-02T10:00:00Z",
  metadata: {},
  linkedBy: null,
});

export const scan: Scan = {
  id: "0192f0aa-0000-7000-8000-000000000003",
  createdAt: "2026-03-02T10:00:00Z",
  repository: {
    id: "0192f0aa-0000-7000-8000-000000000004",
    host: "github.com",
    scope: "acme",
    name: "web",
    url: "https://github.com/acme/web",
    displayName: "acme/web",
  },
  branch: "main",
  projects: [{ name: "@acme/web", version: "1.0.0", components: 2 }],
  numOfComponents: 2,
  numOfLocalComponents: 2,
  numOfDependencies: 3,
  numOfInstances: 4,
  uploadedBy: { id: ada.id, fullName: "Ada Lovelace", email: ada.email },
  uploadedVia: "cli",
  tokenName: null,
  cliVersion: "2.0.0",
  ciVendor: null,
  numOfParserErrors: 0,
  numOfSetupIssues: 0,
  numOfAdded: 2,
  numOfChanged: 0,
  numOfRemoved: 0,
  numOfInvalidDependencies: 0,
};

export const token: ApiToken = {
  id: "0192f0aa-0000-7000-8000-000000000005",
  name: "GitHub Actions",
  scopes: ["scans:write"],
  createdBy: { id: ada.id, fullName: "Ada Lovelace", email: ada.email },
  createdAt: "2026-03-02T10:00:00Z",
  expiresAt: null,
  lastUsedAt: null,
  revokeWithCreator: false,
  isExpired: false,
};
