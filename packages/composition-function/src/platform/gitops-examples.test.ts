import { evaluate } from '@marcbachmann/cel-js';
import { MANAGED_DATABASE } from '@backstage-dbaas/plugin-dbaas-common';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { buildKustomization, PLATFORM } from '../__testUtils__/kustomization';

const REPOSITORY = resolve(__dirname, '../../../../examples/gitops-repo');
/** Where the examples find what is below `platform/`. */
const PLATFORM_REPOSITORY = 'https://github.com/acme/platform';
const CLAIMS_REPOSITORY = 'https://github.com/acme/gitops';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

const objectsOf = (engine: string) =>
  readdirSync(join(REPOSITORY, engine))
    .filter(name => name.endsWith('.yaml'))
    .flatMap(name =>
      parseAllDocuments(
        readFileSync(join(REPOSITORY, engine, name), 'utf8'),
      ).map(document => objectSchema.parse(document.toJS())),
    );

/** Whether a path is there, in the repository of that address. */
const isThere = (repository: string, path: string) => {
  if (repository === CLAIMS_REPOSITORY)
    return existsSync(join(REPOSITORY, path));
  if (repository === PLATFORM_REPOSITORY)
    return existsSync(join(PLATFORM, '..', path, 'kustomization.yaml'));
  return false;
};

const clusters = readdirSync(join(REPOSITORY, 'clusters')).sort();

describe('Argo CD', () => {
  const objects = objectsOf('argocd');
  const ofKind = <T>(kind: string, schema: z.ZodType<T>) =>
    objects
      .filter(object => object.kind === kind)
      .map(object => schema.parse(object));

  const applicationSpec = z.object({
    project: z.string(),
    source: z.object({ repoURL: z.string(), path: z.string() }),
    destination: z.object({ name: z.string() }),
    syncPolicy: z.object({ automated: z.object({ prune: z.boolean() }) }),
  });
  const sets = ofKind(
    'ApplicationSet',
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        generators: z.tuple([z.looseObject({})]),
        template: z.object({ spec: applicationSpec }),
      }),
    }),
  );
  const applications = ofKind(
    'Application',
    z.object({ spec: applicationSpec }),
  );
  const specs = [
    ...applications.map(({ spec }) => spec),
    ...sets.map(({ spec }) => spec.template.spec),
  ];

  it('applies what there is', () => {
    const fixed = specs.filter(({ source }) => !source.path.includes('{{'));
    expect(fixed).toHaveLength(2);
    for (const { source } of fixed)
      expect([source.path, isThere(source.repoURL, source.path)]).toEqual([
        source.path,
        true,
      ]);
  });

  it('applies each directory of clusters/ to the cluster of its name', () => {
    const claims = sets.find(({ metadata }) => metadata.name === 'clusters');
    expect(claims?.spec.generators).toEqual([
      {
        git: {
          repoURL: CLAIMS_REPOSITORY,
          revision: 'main',
          directories: [{ path: 'clusters/*' }],
        },
      },
    ]);
    expect(claims?.spec.template.spec).toMatchObject({
      source: { path: '{{.path.path}}' },
      destination: { name: '{{.path.basename}}' },
    });
  });

  it('deletes claims that are gone, and nothing of the platform', () => {
    for (const { source, syncPolicy } of specs)
      expect(syncPolicy.automated.prune).toBe(
        source.repoURL === CLAIMS_REPOSITORY,
      );
  });

  it('lets each project apply what comes from its repository', () => {
    const projects = ofKind(
      'AppProject',
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z.object({ sourceRepos: z.array(z.string()) }),
      }),
    );
    const allowed = Object.fromEntries(
      projects.map(({ metadata, spec }) => [metadata.name, spec.sourceRepos]),
    );
    for (const { project, source } of specs)
      expect(allowed[project]).toEqual([source.repoURL]);
  });

  it('knows the health of a claim', () => {
    const [settings] = ofKind(
      'ConfigMap',
      z.object({ data: z.record(z.string(), z.string()) }),
    );
    const { group, kind } = MANAGED_DATABASE;
    expect(Object.keys(settings.data)).toContain(
      `resource.customizations.health.${group}_${kind}`,
    );
  });
});

describe('Flux', () => {
  const objects = objectsOf('flux');
  const sources = z
    .array(
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z.object({ url: z.string() }),
      }),
    )
    .parse(objects.filter(({ kind }) => kind === 'GitRepository'));
  const urls = new Map(
    sources.map(({ metadata, spec }) => [metadata.name, spec.url]),
  );
  const expression = z.object({
    apiVersion: z.string(),
    kind: z.string(),
    current: z.string(),
    failed: z.string().optional(),
  });
  const kustomizations = z
    .array(
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z.object({
          dependsOn: z.array(z.object({ name: z.string() })).default([]),
          sourceRef: z.object({ name: z.string() }),
          path: z.string(),
          prune: z.boolean(),
          wait: z.boolean(),
          healthCheckExprs: z.array(expression).default([]),
        }),
      }),
    )
    .parse(objects.filter(({ kind }) => kind === 'Kustomization'));
  const named = (name: string) => {
    const found = kustomizations.find(one => one.metadata.name === name);
    if (!found) throw new Error(`There is no Kustomization ${name}.`);
    return found;
  };

  it.each(kustomizations.map(one => [one.metadata.name, one.spec] as const))(
    '%s applies what there is, after what there is',
    (_name, { sourceRef, path, dependsOn, prune }) => {
      const url = urls.get(sourceRef.name) ?? '';
      expect(isThere(url, path)).toBe(true);
      expect(prune).toBe(url === CLAIMS_REPOSITORY);
      for (const { name } of dependsOn)
        expect(named(name).spec.wait).toBe(true);
    },
  );

  it('applies every directory of clusters/', () => {
    expect(
      kustomizations
        .filter(
          ({ spec }) => urls.get(spec.sourceRef.name) === CLAIMS_REPOSITORY,
        )
        .map(({ spec }) => spec.path)
        .sort(),
    ).toEqual(clusters.map(cluster => `./clusters/${cluster}`));
  });

  it('makes packages, then the environment, then claims', () => {
    const before = (name: string) =>
      named(name).spec.dependsOn.map(one => one.name);
    expect(before('platform')).toEqual(['database-environment']);
    expect(before('database-environment')).toEqual(['database-packages']);
    expect(before('database-packages')).toEqual([]);
  });

  it.each(['database-packages', 'database-environment'])(
    '%s waits for each kind that has a condition other than Ready',
    name => {
      const { spec } = named(name);
      const kinds = new Set(
        buildKustomization(spec.path.replace('./platform/', ''))
          .objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)
          .filter(id =>
            /\b(Provider|Function|CompositeResourceDefinition)$/.test(id),
          ),
      );
      expect(
        spec.healthCheckExprs
          .map(one => `${one.apiVersion} ${one.kind}`)
          .sort(),
      ).toEqual([...kinds].sort());
    },
  );

  const expressions = kustomizations.flatMap(
    ({ spec }) => spec.healthCheckExprs,
  );
  const answer = (kind: string, status: object) => {
    const found = expressions.find(one => one.kind === kind);
    const ask = (cel: string | undefined) =>
      cel !== undefined && evaluate(cel, { status }) === true;
    return { current: ask(found?.current), failed: ask(found?.failed) };
  };
  const condition = (type: string, status: string) => ({
    conditions: [
      { type: 'Installed', status: 'True' },
      { type, status },
    ],
  });

  it.each([
    ['Provider', {}, { current: false, failed: false }],
    ['Provider', condition('Healthy', 'False'), { current: false }],
    ['Provider', condition('Healthy', 'True'), { current: true }],
    ['Function', condition('Healthy', 'True'), { current: true }],
    ['CompositeResourceDefinition', {}, { current: false }],
    [
      'CompositeResourceDefinition',
      condition('Established', 'True'),
      { current: true },
    ],
    ['ManagedDatabase', {}, { current: false, failed: false }],
    [
      'ManagedDatabase',
      { phase: 'Ready', ...condition('Ready', 'False') },
      { current: false },
    ],
    [
      'ManagedDatabase',
      { phase: 'Degraded', ...condition('Ready', 'True') },
      { current: false, failed: false },
    ],
    [
      'ManagedDatabase',
      { phase: 'Ready', ...condition('Ready', 'True') },
      { current: true, failed: false },
    ],
    ['ManagedDatabase', { phase: 'Failed' }, { current: false, failed: true }],
  ])('takes %s with status %j for %j', (kind, status, expected) => {
    expect(answer(kind, status)).toMatchObject(expected);
  });
});
