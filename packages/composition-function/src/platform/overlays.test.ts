import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { claimOf, FULL_SPEC } from '../__testUtils__/claims';
import {
  buildKustomization,
  idOf,
  kustomizations,
  PLATFORM,
  type BuiltObject,
} from '../__testUtils__/kustomization';
import {
  PLATFORM_KINDS,
  runtimeConfigSchema,
} from '../__testUtils__/platform-kinds';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';
import { readSettings } from '../settings';

const OVERLAYS = ['aks', 'eks', 'gke', 'kind'];
const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';
const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

const objectsOf = (directory: string) => buildKustomization(directory).objects;
const ofKind = (objects: BuiltObject[], ...kinds: string[]) =>
  objects.filter(({ kind }) => kinds.includes(kind));
const groupOf = ({ apiVersion }: BuiltObject) =>
  apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
const waveOf = ({ metadata }: BuiltObject) =>
  Number(metadata.annotations?.[SYNC_WAVE] ?? 0);

const compositionSchema = z.object({
  spec: z.object({ pipeline: z.tuple([z.object({ input: z.unknown() })]) }),
});
/** All Compositions of an overlay have the same settings. */
const settingsIn = (objects: BuiltObject[]) => {
  const [input, ...others] = ofKind(objects, 'Composition').map(
    composition => compositionSchema.parse(composition).spec.pipeline[0].input,
  );
  for (const other of others) expect(other).toEqual(input);
  return readSettings(input);
};

describe.each(kustomizations())('platform/%s', directory => {
  it('builds, out of kinds and fields that there are', () => {
    for (const object of objectsOf(directory)) {
      const known = PLATFORM_KINDS[`${object.apiVersion} ${object.kind}`];
      const problem = known
        ? known.safeParse(object).error
        : new Error('The kind is in no table.');
      expect([idOf(object), problem?.message]).toEqual([
        idOf(object),
        undefined,
      ]);
    }
  });
});

it('has no file that nothing uses', () => {
  const used = new Set(
    kustomizations().flatMap(directory => buildKustomization(directory).files),
  );
  const files = readdirSync(PLATFORM, { recursive: true, encoding: 'utf8' });
  expect(files.filter(path => path.endsWith('.yaml')).sort()).toEqual(
    [...used].sort(),
  );
});

it('has these overlays', () => {
  expect(readdirSync(join(PLATFORM, 'overlays')).sort()).toEqual(OVERLAYS);
});

describe.each(OVERLAYS)('overlay %s', overlay => {
  const objects = objectsOf(`overlays/${overlay}`);

  it('is its two parts, which a GitOps engine may apply one after the other', () => {
    expect(objects.map(idOf)).toEqual(
      ['packages', 'environment'].flatMap(part =>
        objectsOf(`overlays/${overlay}/${part}`).map(idOf),
      ),
    );
  });

  it('gives the function settings that it accepts', () => {
    expect(() => settingsIn(objects)).not.toThrow();
  });

  it('has the store that the settings name', () => {
    const stores = ofKind(objects, 'ClusterSecretStore');
    expect(stores.map(({ metadata }) => metadata.name)).toEqual([
      settingsIn(objects).secrets.clusterSecretStore,
    ]);
  });

  it('has each runtime configuration that a package names, and no other', () => {
    const named = ofKind(objects, 'Provider', 'Function').flatMap(object => {
      const { spec } = z
        .object({
          spec: z.object({
            runtimeConfigRef: z.object({ name: z.string() }).optional(),
          }),
        })
        .parse(object);
      return spec.runtimeConfigRef ? [spec.runtimeConfigRef.name] : [];
    });
    expect(
      ofKind(objects, 'DeploymentRuntimeConfig')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(named.sort());
  });

  it('has every Secret that a provider is to read, without credentials', () => {
    const secrets = ofKind(objects, 'Secret').map(
      ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
    );
    const text = JSON.stringify(ofKind(objects, 'ClusterProviderConfig'));
    const named = z
      .array(z.object({ namespace: z.string(), name: z.string() }))
      .parse(
        [...text.matchAll(/"secretRef":(\{[^}]*\})/g)].map(([, one]) =>
          JSON.parse(one),
        ),
      );
    for (const { namespace, name } of named)
      expect(secrets).toContain(`${namespace}/${name}`);
    expect(JSON.stringify(ofKind(objects, 'Secret'))).not.toMatch(
      /token:|password:|client-key|clientSecret|private_key/,
    );
  });

  it('reaches the cluster that the examples deliver to', () => {
    const reached = ofKind(objects, 'ClusterProviderConfig').filter(
      object => groupOf(object) === 'kubernetes.m.crossplane.io',
    );
    expect(reached.map(({ metadata }) => metadata.name)).toEqual(['apps']);
  });

  it('has Argo CD make what others need before them', () => {
    const providers = Math.max(...ofKind(objects, 'Provider').map(waveOf));
    for (const object of objects) {
      const group = groupOf(object);
      const servedByOthers = /\.m\.|\.upbound\.io$|^external-secrets\.io$/.test(
        group,
      );
      if (!servedByOthers) continue;
      expect([idOf(object), waveOf(object) > providers]).toEqual([
        idOf(object),
        true,
      ]);
      expect(object.metadata.annotations?.[SYNC_OPTIONS]).toBe(
        'SkipDryRunOnMissingResource=true',
      );
    }
    const [definition] = ofKind(objects, 'CompositeResourceDefinition');
    expect(waveOf(definition)).toBeGreaterThan(providers);
  });
});

it.each([
  ['eks', 'aws', 'aws.m.upbound.io'],
  ['aks', 'azure', 'azure.m.upbound.io'],
  ['gke', 'google', 'gcp.m.upbound.io'],
] as const)(
  'overlay %s makes servers of placement %s',
  (overlay, key, group) => {
    const objects = objectsOf(`overlays/${overlay}`);
    const settings = settingsIn(objects)[key];
    const logins = objects
      .filter(object => groupOf(object) === group)
      .map(({ kind, metadata }) => ({ kind, name: metadata.name }));
    expect(logins).toEqual([settings?.providerConfig]);
  },
);

/** Groups that each package serves, as far as database services consist of them. */
const SERVED: Record<string, string> = {
  'provider-sql': 'postgresql.sql.m.crossplane.io',
  'provider-kubernetes': 'kubernetes.m.crossplane.io',
  'provider-aws-rds': 'rds.aws.m.upbound.io',
  'provider-azure-dbforpostgresql': 'dbforpostgresql.azure.m.upbound.io',
  'provider-azure-authorization': 'authorization.azure.m.upbound.io',
  'provider-gcp-sql': 'sql.gcp.m.upbound.io',
};

it.each([
  ['kind', 'cnpg'],
  ['eks', 'aws'],
  ['eks', 'cnpg'],
  ['aks', 'azure'],
  ['aks', 'cnpg'],
  ['gke', 'google'],
  ['gke', 'cnpg'],
])(
  'overlay %s installs what serves the resources of placement %s',
  (overlay, placement) => {
    const objects = objectsOf(`overlays/${overlay}`);
    const served = ofKind(objects, 'Provider').map(
      ({ metadata }) => SERVED[metadata.name],
    );
    const platform = new SimulatedPlatform(
      claimOf({ ...FULL_SPEC, placement }),
      settingsIn(objects),
    );
    platform.converge();
    const { desired } = platform.ask();
    expect(desired.has('server')).toBe(true);
    const composed = [...desired.values()]
      .map(({ object }) => object.apiVersion.split('/')[0])
      .filter(group => /\.m\.(crossplane|upbound)\.io$/.test(group));
    for (const group of composed) expect(served).toContain(group);
  },
);

describe.each(['aks', 'eks', 'gke'])('application clusters of %s', overlay => {
  const objects = objectsOf(`overlays/${overlay}/application-cluster`);

  it('have the store that the platform cluster has', () => {
    expect(ofKind(objects, 'ClusterSecretStore')).toEqual(
      ofKind(objectsOf(`overlays/${overlay}`), 'ClusterSecretStore'),
    );
  });

  it('let Crossplane deliver and Backstage read', () => {
    const bound = ofKind(objects, 'ClusterRoleBinding').map(
      ({ metadata }) => metadata.name,
    );
    expect(bound).toEqual(
      expect.arrayContaining(['dbaas-delivery', 'backstage-dbaas']),
    );
  });
});

describe('the runtime of the function', () => {
  const [config] = ofKind(objectsOf('base'), 'DeploymentRuntimeConfig').map(
    object => runtimeConfigSchema.parse(object),
  );
  const pod = z
    .object({
      spec: z.object({
        deploymentTemplate: z.object({
          spec: z.object({
            template: z.object({
              spec: z.object({
                securityContext: z.unknown(),
                containers: z.tuple([z.looseObject({})]),
              }),
            }),
          }),
        }),
      }),
    })
    .parse(config).spec.deploymentTemplate.spec.template.spec;

  it('is probed at the port where it tells of its health', () => {
    const [container] = pod.containers;
    expect(container).toMatchObject({
      args: ['--health-address=0.0.0.0:8081'],
      startupProbe: { grpc: { port: 8081 } },
      readinessProbe: { grpc: { port: 8081 } },
      livenessProbe: { grpc: { port: 8081 } },
    });
  });

  it('may do nothing on its node, as the user of the image', () => {
    const image = readFileSync(join(__dirname, '../../Dockerfile'), 'utf8');
    const [, user, group] = /^USER (\d+):(\d+)$/m.exec(image) ?? [];
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: Number(user),
      runAsGroup: Number(group),
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});
