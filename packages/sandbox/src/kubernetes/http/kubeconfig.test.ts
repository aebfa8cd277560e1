import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { writeKubeconfig } from './kubeconfig';

describe('writeKubeconfig', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('has a context for each cluster, and is for its owner only', async () => {
    const path = join(directory, 'kubeconfig');
    await writeKubeconfig(path, [
      { name: 'platform', server: 'http://127.0.0.1:1', token: 'a' },
      { name: 'apps', server: 'http://127.0.0.1:2', token: 'b' },
    ]);
    expect(parse(await readFile(path, 'utf8'))).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'platform',
      clusters: [
        {
          name: 'platform',
          cluster: {
            server: 'https://127.0.0.1:1',
            'insecure-skip-tls-verify': true,
          },
        },
        {
          name: 'apps',
          cluster: {
            server: 'https://127.0.0.1:2',
            'insecure-skip-tls-verify': true,
          },
        },
      ],
      contexts: [
        {
          name: 'platform',
          context: {
            cluster: 'platform',
            user: 'platform',
            namespace: 'default',
          },
        },
        {
          name: 'apps',
          context: { cluster: 'apps', user: 'apps', namespace: 'default' },
        },
      ],
      users: [
        { name: 'platform', user: { token: 'a' } },
        { name: 'apps', user: { token: 'b' } },
      ],
    });
    expect((await stat(path)).mode % 0o1000).toBe(0o600);
  });
});
