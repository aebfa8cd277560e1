import type { Request, Response } from 'express';
import { z } from 'zod';
import type { GithubDialect } from './github-dialect';
import { ForgeError } from './pull-requests';
import type { Repositories, Repository } from './repositories';

/** What every group of routes is given. */
export interface RestContext {
  repositories: Repositories;
  dialect: GithubDialect;
}

export function repositoryOf(
  { repositories }: RestContext,
  request: Request,
): Repository {
  return repositories.get(request.params.owner, request.params.repo);
}

/** Refuses with 422 and the path of the field, as GitHub does. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ForgeError(
    422,
    `Validation Failed: ${z.prettifyError(result.error)}`,
  );
}

/** Passes a rejected promise on to the error handler, which express 4 does not do itself. */
export function handle(
  run: (request: Request, response: Response) => Promise<void>,
) {
  return (
    request: Request,
    response: Response,
    next: (error: unknown) => void,
  ) => {
    run(request, response).catch(next);
  };
}
