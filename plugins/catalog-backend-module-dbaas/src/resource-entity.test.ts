import type { DatabaseServiceSummary } from '@backstage-dbaas/plugin-dbaas-common';
import {
  resourceEntityV1alpha1Validator,
  type Entity,
} from '@backstage/catalog-model';
import { resourceEntity } from './resource-entity';

const DEFAULTS = { entityNamespace: 'default', defaultOwner: 'unknown' };

const summary = (
  ref: Partial<DatabaseServiceSummary['ref']> = {},
  facts: Partial<DatabaseServiceSummary['facts']> = {},
): DatabaseServiceSummary => ({
  ref: { cluster: 'platform', namespace: 'team', name: 'db', ...ref },
  entityRefs: [],
  facts: { databases: [], users: [], ...facts },
  assessment: {
    state: 'healthy',
    availability: 'available',
    convergence: 'converged',
    headline: 'Healthy',
    layers: [],
    findings: [],
  },
  freshness: {
    observedAt: '2026-11-25T10:00:00Z',
    stale: false,
    unreadable: [],
  },
});

const entity = (kind: string, name: string, spec: object): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec: { ...spec },
});

describe('resourceEntity', () => {
  it('is a valid Resource', async () => {
    const made = resourceEntity(summary(), [], DEFAULTS);
    expect(await resourceEntityV1alpha1Validator.check(made)).toBe(true);
  });

  it('takes owner and system from the first linked entity that has them', () => {
    const made = resourceEntity(
      summary(),
      [
        entity('Component', 'first', {}),
        entity('Component', 'second', {
          owner: 'team',
          system: 'default/shop',
        }),
        entity('Component', 'third', { owner: 'others' }),
      ],
      DEFAULTS,
    );
    expect(made.spec).toMatchObject({
      owner: 'group:shop/team',
      system: 'system:default/shop',
    });
  });

  it('keeps the kind of an owner who is a user', () => {
    const linked = [entity('Component', 'a', { owner: 'user:default/olivia' })];
    expect(resourceEntity(summary(), linked, DEFAULTS).spec.owner).toBe(
      'user:default/olivia',
    );
  });

  it('is a dependency of components and resources, but not of itself', () => {
    const self: Entity = {
      ...entity('Resource', 'platform.team.db', { owner: 'itself' }),
      metadata: { name: 'platform.team.db', namespace: 'default' },
    };
    const made = resourceEntity(
      summary(),
      [
        self,
        entity('Component', 'api', {}),
        entity('Resource', 'bucket', {}),
        entity('System', 'shop', {}),
      ],
      DEFAULTS,
    );
    expect(made.spec).toEqual({
      type: 'database',
      owner: 'unknown',
      dependencyOf: ['component:shop/api', 'resource:shop/bucket'],
    });
  });

  it.each([
    [{ namespace: 'n'.repeat(40), name: 'd'.repeat(40) }],
    [{ cluster: 'arn:aws:eks/prod' }],
  ])('has a name that the catalog allows for %j', ref => {
    const { name } = resourceEntity(summary(ref), [], DEFAULTS).metadata;
    expect(name).toMatch(/^[A-Za-z0-9][-A-Za-z0-9_.]{0,61}[A-Za-z0-9]$/);
  });

  it('has another name for another database service', () => {
    const long = 'x'.repeat(40);
    const names = [
      { cluster: 'a', namespace: 'b-c', name: 'd' },
      { cluster: 'a-b', namespace: 'c', name: 'd' },
      { namespace: long, name: `${long}1` },
      { namespace: long, name: `${long}2` },
    ].map(ref => resourceEntity(summary(ref), [], DEFAULTS).metadata.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has no tag that the catalog refuses', () => {
    const { tags } = resourceEntity(
      summary({}, { engine: 'postgresql', placement: 'My Place' }),
      [],
      DEFAULTS,
    ).metadata;
    expect(tags).toEqual(['postgresql']);
  });
});
