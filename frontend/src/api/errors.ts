import type { Schema } from "./types";

/** What we read of an error body; `code` may also be one of our own making. */
type Problem = Omit<Partial<Schema["Problem"]>, "code"> & { code?: string };
type Fields = NonNullable<Schema["Problem"]["fields"]>;

/** A refusal of the server, or the failure to reach it (`status` 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: Fields;
  readonly meta: Record<string, unknown>;
  readonly requestId: string | null;

  constructor(status: number, problem: Problem) {
    const title = problem.title ?? "The server answered in an unexpected way";
    super(problem.detail || title);
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.title = title;
    this.detail = problem.detail ?? "";
    this.fields = problem.fields ?? {};
    this.meta = isRecord(problem.meta) ? problem.meta : {};
    this.requestId = problem.requestId ?? null;
  }

  /** Worth another try without anything changed. */
  get isPassing(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function hasStatus(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.status === status;
}
