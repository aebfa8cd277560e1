import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitRepository } from '../../forge/git-repository';
import { clusterDirectories, parseManifests, readManifests } from './manifests';

describe('parseManifests', () => {
  it('reads every document and skips empty ones', () => {
    const content =
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n';
    expect(
      parseManifests('x.yaml', content).map(({ object }) => object.kind),
    ).toEqual(['Namespace', 'ConfigMap']);
  });

  it.each([
    ['broken YAML', 'a: [1', /^x\.yaml: .*at line 1/s],
    ['no object', '- 1\n', /^x\.yaml: /],
    [
      'no name',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
      /metadata\.name/,
    ],
  ])('names the file and the place of %s', (_name, content, message) => {
    expect(() => parseManifests('x.yaml', content)).toThrow(message);
  });
});

describe('manifests in Git', () => {
  let directory: string;
  let git: GitRepository;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'manifests-test-'));
    git = await GitRepository.create(join(directory, 'repository.git'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const commit = async (files: Record<string, string>) => {
    const changes = await Promise.all(
      Object.entries(files).map(async ([path, content]) => ({
        path,
        mode: '100644',
        sha: await git.writeBlob(Buffer.from(content)),
      })),
    );
    const tree = await git.writeTree(undefined, changes);
    return git.writeCommit({ tree, parents: [], message: 'files' });
  };

  it('are found below the directory of their cluster, namespaces first', async () => {
    const revision = await commit({
      'README.md': 'text',
      'clusters/platform/databases/a.yaml':
        'apiVersion: dbaas.dev/v1alpha1\nkind: ManagedDatabase\nmetadata: { name: a, namespace: team }\n',
      'clusters/platform/namespaces/team.yml':
        'apiVersion: v1\nkind: Namespace\nmetadata: { name: team }\n',
      'clusters/platform/notes.txt': 'not a manifest',
      'clusters/apps/namespaces/orders.yaml':
        'apiVersion: v1\nkind: Namespace\nmetadata: { name: orders }\n',
    });
    expect(await clusterDirectories(git, revision)).toEqual([
      'apps',
      'platform',
    ]);
    expect(
      (await readManifests(git, revision, 'clusters/platform')).map(
        ({ path }) => path,
      ),
    ).toEqual([
      'clusters/platform/namespaces/team.yml',
      'clusters/platform/databases/a.yaml',
    ]);
  });

  it('are none where there is no directory', async () => {
    const revision = await commit({ 'README.md': 'text' });
    expect(await clusterDirectories(git, revision)).toEqual([]);
    expect(await readManifests(git, revision, 'clusters/platform')).toEqual([]);
  });
});
