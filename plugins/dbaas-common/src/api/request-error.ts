import { z } from 'zod';

/** The body of an error answer of a Backstage backend. */
const errorBodySchema = z.object({
  error: z.object({ name: z.string(), message: z.string() }),
});

/** The dbaas backend refused a request. The message is the one of the backend. @public */
export class DbaasRequestError extends Error {
  override readonly name = 'DbaasRequestError';

  constructor(
    message: string,
    /** HTTP status. */
    readonly status: number,
    /** Name of the error in the backend, such as `NotAllowedError`. */
    readonly reason?: string,
  ) {
    super(message);
  }

  static async fromResponse(response: Response): Promise<DbaasRequestError> {
    const text = await response.text();
    const body = errorBodySchema.safeParse(parseJson(text)).data?.error;
    return new DbaasRequestError(
      body?.message ??
        `The dbaas backend answered ${response.status} ${response.statusText}`.trim(),
      response.status,
      body?.name,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy in between answered, with a page instead of JSON.
    return undefined;
  }
}
