/** What went wrong with a request, in a shape that screens can show. */

export type FieldFault = { readonly pointer: string; readonly detail: string };

/** A refusal by the server (problem+json) or a connection that failed (`status` 0, code `offline`). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly FieldFault[] = [],
    readonly extra: Readonly<Record<string, unknown>> = {}
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

/** Reads a refusal; a body that is no problem document still becomes a Problem with its status. */
export async function readProblem(response: Response): Promise<Problem> {
  const isJson = response.headers.get('Content-Type')?.includes('json') ?? false;
  const body = isJson ? ((await response.json()) as Record<string, unknown>) : {};
  const { code, detail, errors, ...extra } = body;
  return new Problem(
    response.status,
    typeof code === 'string' ? code : `http_${response.status}`,
    typeof detail === 'string' ? detail : response.statusText,
    Array.isArray(errors) ? (errors as FieldFault[]) : [],
    extra
  );
}

/** Any thrown value as a Problem; programming errors are thrown on. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  throw thrown;
}
