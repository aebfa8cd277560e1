import {
  MANAGED_DATABASE,
  parseManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Check, RunChecks } from './forge/pull-requests';
import { parseManifests, type Manifest } from './operators/gitops/manifests';

const MANIFEST_FILE = /\.ya?ml$/;

/** What a workflow of the GitOps repository would check: that manifests parse and claims are valid. */
export const runManifestChecks: RunChecks = async files => {
  const manifests = files.filter(({ path }) => MANIFEST_FILE.test(path));
  return manifests.map(({ path, content }) => check(path, content));
};

function check(path: string, content: string): Check {
  const name = `manifest ${path}`;
  const problems = problemsOf(path, content);
  return problems.length === 0
    ? { name, conclusion: 'success', summary: 'The manifest is valid.' }
    : { name, conclusion: 'failure', summary: problems.join('\n') };
}

function problemsOf(path: string, content: string): string[] {
  let manifests: Manifest[];
  try {
    manifests = parseManifests(path, content);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return manifests
    .filter(({ object }) => object.kind === MANAGED_DATABASE.kind)
    .flatMap(({ object }) => {
      const parsed = parseManagedDatabase(object);
      return parsed.ok
        ? []
        : parsed.errors.map(error => `${error.path}: ${error.message}`);
    });
}
