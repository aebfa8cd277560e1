import { dirname, resolve } from 'node:path';

/** Directory of this package. The sandbox always runs from source. */
export const PACKAGE_ROOT = dirname(
  require.resolve('@backstage-dbaas/sandbox/package.json'),
);

/** Directory of the repository that the sandbox is part of. */
export const REPOSITORY_ROOT = resolve(PACKAGE_ROOT, '..', '..');
