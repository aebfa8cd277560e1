import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox';
import { Cluster } from './cluster';
import { Installation } from './installation';

const STARTUP_MS = 120_000;
const PATIENCE_MS = 30_000;

const DEFINITION = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
  name: 'manageddatabases.dbaas.dev',
};
const CRD = {
  ...DEFINITION,
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
};

describe('the installation of the API', () => {
  let sandbox: Sandbox;
  let cluster: Cluster;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dbaas-installation-'));
    sandbox = await startSandbox(() => {});
    cluster = Cluster.open(sandbox.kubeconfig, 'platform');
  }, STARTUP_MS);

  afterAll(async () => {
    await sandbox.stop();
    await rm(directory, { recursive: true });
  }, STARTUP_MS);

  const fileWith = async (name: string, text: string) => {
    const path = join(directory, name);
    await writeFile(path, text);
    return path;
  };
  const installationOf = (...files: string[]) =>
    Installation.read(files, cluster, PATIENCE_MS);

  it('waits until the API is served, and leaves nothing when it is removed', async () => {
    const installation = await installationOf(...sandbox.platform);
    await installation.install();
    expect(await cluster.get(CRD)).toMatchObject({
      status: {
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: 'Established', status: 'True' }),
        ]),
      },
    });
    await installation.remove();
    expect(await cluster.get(DEFINITION)).toBeUndefined();
    expect(await cluster.get(CRD)).toBeUndefined();
  });

  it('touches nothing when something of it is there already', async () => {
    const other = { name: 'of-somebody-else', namespace: 'default' };
    const ref = { apiVersion: 'v1', kind: 'ConfigMap' };
    await cluster.apply({ ...ref, metadata: other });
    const same = await fileWith(
      'same.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: of-somebody-else, namespace: default }\n',
    );
    const installation = await installationOf(...sandbox.platform, same);
    await expect(installation.install()).rejects.toThrow(
      'ConfigMap of-somebody-else is there already. To test what is installed, leave out --install.',
    );
    await installation.remove();
    expect(await cluster.get({ ...ref, ...other })).toBeDefined();
    expect(await cluster.get(DEFINITION)).toBeUndefined();
  });

  it('says what cannot be applied, and removes what could', async () => {
    const unknown = await fileWith(
      'unknown.yaml',
      'apiVersion: unknown.example.com/v1\nkind: Thing\nmetadata: { name: a }\n',
    );
    const installation = await installationOf(...sandbox.platform, unknown);
    await expect(installation.install()).rejects.toThrow(
      /^Thing a of unknown\.example\.com\/v1 cannot be applied: /,
    );
    await installation.remove();
    expect(await cluster.get(DEFINITION)).toBeUndefined();
  });

  it.each([
    ['a: [', /broken\.yaml: /],
    ['kind: Thing', /broken\.yaml: [^]*apiVersion/],
  ])(
    'refuses a file with %j before it does anything',
    async (text, message) => {
      const broken = await fileWith('broken.yaml', text);
      await expect(installationOf(broken)).rejects.toThrow(message);
    },
  );
});
