import type {
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { z } from 'zod';

const repositorySchema = z.object({ url: z.url() });

/** The repository that new claims are put into. */
export interface GitOpsRepository {
  /** Address in a browser, without a slash at the end. */
  url: string;
  /** The same in the form that scaffolder actions take: `host?owner=o&repo=r`. */
  repoUrl: string;
}

/** The first of `dbaas.gitops.repositories`. */
export function gitOpsRepository(config: RootConfigService): GitOpsRepository {
  const [first] =
    config.getOptional<unknown[]>('dbaas.gitops.repositories') ?? [];
  if (first === undefined) {
    throw new InputError(
      'No GitOps repository is configured. Add one under dbaas.gitops.repositories in app-config.yaml.',
    );
  }
  const url = new URL(repositorySchema.parse(first).url);
  const [owner, repo, ...rest] = url.pathname.split('/').filter(Boolean);
  if (!owner || !repo || rest.length > 0) {
    throw new InputError(
      `dbaas.gitops.repositories: "${url.href}" must have the form https://host/owner/repository.`,
    );
  }
  return {
    url: `${url.origin}/${owner}/${repo}`,
    repoUrl: `${url.host}?owner=${encodeURIComponent(
      owner,
    )}&repo=${encodeURIComponent(repo)}`,
  };
}

/** True when the main branch has a file at the path. */
export async function hasFile(
  reader: UrlReaderService,
  repository: GitOpsRepository,
  path: string,
): Promise<boolean> {
  try {
    await reader.readUrl(`${repository.url}/blob/main/${path}`);
    return true;
  } catch (error) {
    if (
      error instanceof NotFoundError ||
      (error instanceof Error && error.name === 'NotFoundError')
    )
      return false;
    throw error;
  }
}
