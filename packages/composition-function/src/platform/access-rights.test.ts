import {
  BUILT_IN_READERS,
  MANAGED_DATABASE,
  readsKind,
  SHARED_PLANS,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { buildKustomization } from '../__testUtils__/kustomization';
import { servedPlacements } from '../__testUtils__/placements';
import { readPlatformFile } from '../__testUtils__/platform-files';

const placements = servedPlacements();

const objectSchema = z.looseObject({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  rules: z
    .array(
      z.object({
        apiGroups: z.array(z.string()),
        resources: z.array(z.string()),
        resourceNames: z.array(z.string()).optional(),
        verbs: z.array(z.string()),
      }),
    )
    .default([]),
});

const rulesOf = (path: string, name?: string) =>
  readPlatformFile(path, objectSchema)
    .filter(({ kind }) => kind === 'ClusterRole')
    .filter(({ metadata }) => name === undefined || metadata.name === name)
    .flatMap(({ rules }) => rules);

/** The Composition of claims that select none. */
const defaultComposition = () => {
  const [{ spec }] = readPlatformFile(
    'xrd.yaml',
    z.object({
      spec: z.object({ defaultCompositionRef: z.object({ name: z.string() }) }),
    }),
  );
  return spec.defaultCompositionRef.name;
};

const plural = (kind: string) => {
  const lower = kind.toLowerCase();
  if (lower.endsWith('s')) return lower;
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
};

describe('what Backstage may do', () => {
  const rules = rulesOf('rbac/backstage.yaml');
  const mayRead = (group: string, resource: string) =>
    rules.some(
      rule =>
        rule.apiGroups.includes(group) &&
        (rule.resources.includes(resource) || rule.resources.includes('*')),
    );

  it('is reading, and nothing else', () => {
    expect(new Set(rules.flatMap(rule => rule.verbs))).toEqual(
      new Set(['get', 'list', 'watch']),
    );
  });

  it('does not include Secrets, by name or by wildcard', () => {
    expect(mayRead('', 'secrets')).toBe(false);
    expect(rules.some(rule => rule.apiGroups.includes('*'))).toBe(false);
  });

  const exact = BUILT_IN_READERS.flatMap(({ groups, kinds = [] }) =>
    groups
      .filter(group => group.includes('.') && !group.startsWith('*.'))
      .filter(group => !group.endsWith('.k8s.io'))
      .flatMap(group => kinds.map(kind => [group, kind])),
  );

  it.each(exact)(
    'includes %s %s, which a reader understands',
    (group, kind) => {
      expect(mayRead(group, plural(kind))).toBe(true);
    },
  );

  /** What is read although no reader of a database service understands it. */
  const ASIDE = [
    [MANAGED_DATABASE.group, MANAGED_DATABASE.plural],
    // What the platform offers.
    [SHARED_PLANS.group, SHARED_PLANS.plural],
    ['apiextensions.crossplane.io', 'compositions'],
    // Which commit was applied.
    ['argoproj.io', 'applications'],
    // Pods with a sidecar of Dapr, and the causes that operators tell nowhere else.
    ['', 'pods'],
    ['', 'events'],
  ].map(path => path.join('/'));

  const understood = (group: string, resource: string) =>
    BUILT_IN_READERS.some(reader =>
      (reader.kinds ?? [resource]).some(
        kind =>
          readsKind(reader, { group, kind }) &&
          (reader.kinds === undefined || plural(kind) === resource),
      ),
    );

  const granted = rulesOf('rbac/backstage.yaml', 'backstage-dbaas').flatMap(
    ({ apiGroups, resources }) =>
      apiGroups.flatMap(group =>
        resources.map((resource): [string, string] => [group, resource]),
      ),
  );

  it.each(granted)('needs %s %s, and no more', (group, resource) => {
    expect(
      ASIDE.includes(`${group}/${resource}`) || understood(group, resource),
    ).toBe(true);
  });

  it('reads of the kinds of Crossplane only what is ours', () => {
    const ours = rules.filter(({ apiGroups }) =>
      apiGroups.includes('apiextensions.crossplane.io'),
    );
    expect(ours.map(({ resourceNames }) => resourceNames)).toEqual([
      [SHARED_PLANS.name],
      [defaultComposition()],
    ]);
  });

  it('reads each thing once', () => {
    const paths = granted.map(path => path.join('/'));
    expect(paths).toEqual([...new Set(paths)]);
  });

  it.each(placements)(
    'includes everything that is composed for %s, Secrets apart',
    (_placement, platform) => {
      for (const { object } of platform.ask().desired.values()) {
        if (object.kind === 'Secret') continue;
        const [group] = object.apiVersion.split('/');
        expect([object.kind, mayRead(group, plural(object.kind))]).toEqual([
          object.kind,
          true,
        ]);
      }
    },
  );
});

describe('showing credentials', () => {
  it('is allowed by a file of its own, for Secrets that it names', () => {
    const roles = buildKustomization('reveal-rbac')
      .objects.filter(({ kind }) => kind.endsWith('Role'))
      .map(object => objectSchema.parse(object));
    expect(roles.map(({ kind }) => kind)).toEqual(['Role']);
    for (const rule of roles.flatMap(({ rules }) => rules)) {
      expect(rule).toMatchObject({ resources: ['secrets'], verbs: ['get'] });
      expect(rule.resourceNames?.length).toBeGreaterThan(0);
    }
  });
});

describe('what Crossplane may do beyond its own', () => {
  const rules = rulesOf('rbac/crossplane.yaml');

  it.each(placements)(
    'includes every kind composed for %s that no provider of Crossplane serves',
    (_placement, platform) => {
      for (const { object } of platform.ask().desired.values()) {
        const [group, version] = object.apiVersion.split('/');
        if (/(crossplane|\.upbound)\.io$/.test(group)) continue;
        const needed = version === undefined ? '' : group;
        const granted = rules.some(
          rule =>
            rule.apiGroups.includes(needed) &&
            rule.resources.includes(plural(object.kind)) &&
            rule.verbs.includes('*'),
        );
        expect([object.kind, granted]).toEqual([object.kind, true]);
      }
    },
  );
});

describe('what the function asks Crossplane to read', () => {
  const rules = rulesOf('rbac/crossplane.yaml');

  it.each(placements)('is allowed for %s', (_placement, platform) => {
    const asked = Object.values(platform.ask().requirements).filter(
      ({ apiVersion }) => apiVersion === 'v1',
    );
    expect(asked).not.toEqual([]);
    for (const { kind } of asked) {
      const verbs = rules
        .filter(({ resources }) => resources.includes(plural(kind)))
        .flatMap(rule => rule.verbs);
      expect([kind, verbs.includes('*') || verbs.includes('get')]).toEqual([
        kind,
        true,
      ]);
    }
  });
});
