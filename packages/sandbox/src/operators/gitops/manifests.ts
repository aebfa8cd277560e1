import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { GitRepository } from '../../forge/git-repository';

const MANIFEST_FILE = /\.ya?ml$/;

/** A manifest with the file it stands in. */
export interface Manifest {
  path: string;
  object: KubernetesObject;
}

/** A file that is no manifest; the message names file and place. */
export class ManifestError extends Error {
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.name = 'ManifestError';
  }
}

/** The objects of one YAML file. */
export function parseManifests(path: string, content: string): Manifest[] {
  return parseAllDocuments(content).flatMap(document => {
    const [error] = document.errors;
    if (error) throw new ManifestError(path, error.message);
    const value: unknown = document.toJS();
    if (value === null) return [];
    const object = kubernetesObjectSchema.safeParse(value);
    if (!object.success)
      throw new ManifestError(path, z.prettifyError(object.error));
    return [{ path, object: object.data }];
  });
}

/** Directories directly below `clusters/`: one per cluster. */
export async function clusterDirectories(
  git: GitRepository,
  revision: string,
): Promise<string[]> {
  const root = await git.entry(revision, 'clusters');
  if (!root) return [];
  const entries = await git.listTree(root.sha, false);
  return entries
    .filter(entry => entry.type === 'tree')
    .map(entry => entry.path);
}

/** All manifests below a directory, in the order in which they can be applied. */
export async function readManifests(
  git: GitRepository,
  revision: string,
  directory: string,
): Promise<Manifest[]> {
  const root = await git.entry(revision, directory);
  if (!root) return [];
  const files = (await git.listTree(root.sha, true)).filter(
    entry => entry.type === 'blob' && MANIFEST_FILE.test(entry.path),
  );
  const manifests = await Promise.all(
    files.map(async file =>
      parseManifests(
        `${directory}/${file.path}`,
        (await git.readBlob(file.sha)).toString('utf8'),
      ),
    ),
  );
  return manifests
    .flat()
    .sort((left, right) => wave(left.object) - wave(right.object));
}

/** Namespaces and definitions must be there before what uses them. */
function wave(object: KubernetesObject): number {
  return ['Namespace', 'CustomResourceDefinition'].includes(object.kind)
    ? 0
    : 1;
}
