import type { components } from "./schema.gen";

export type Schema = components["schemas"];
export type User = Schema["User"];
export type Profession = Schema["Profession"];
export type Session = Schema["Session"];
export type Workspace = Schema["Workspace"];
export type WorkspaceView = Schema["WorkspaceView"];
export type ApiToken = Schema["ApiToken"];
export type Scan = Schema["Scan"];
export type Component = Schema["Component"];
export type Chart = Schema["Chart"];
export type ChartQuery = Schema["ChartQuery"];
export type DataIssue = Schema["DataIssue"];
export type SignedIn = Schema["SignInDone"];
