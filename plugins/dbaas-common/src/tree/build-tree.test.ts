import { composed, kubernetesObject, type Changes } from '../fixtures/objects';
import { externalSecret, remoteObject } from '../fixtures/application-cluster';
import { claim, database } from '../fixtures/operators';
import { healthyService } from '../fixtures/services';
import { buildTree, type ServiceTree } from './build-tree';

const names = ({ nodes }: ServiceTree, cluster?: string) =>
  nodes
    .filter(node => cluster === undefined || node.cluster === cluster)
    .map(({ object }) => object.kind)
    .sort();
const onPlatform = (...objects: ReturnType<typeof database>[]) =>
  objects.map(object => ({ cluster: 'platform', object }));
const root = (changes?: Changes) => ({
  cluster: 'platform',
  object: claim(changes),
});
const refersTo = (name: string) => ({
  spec: {
    crossplane: {
      resourceRefs: [
        {
          apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
          kind: 'Database',
          name,
        },
      ],
    },
  },
});
const ownedByAnother = {
  ownerReferences: [
    {
      apiVersion: 'x/v1',
      kind: 'Other',
      name: 'other',
      uid: 'foreign',
      controller: true,
    },
  ],
};

describe('buildTree', () => {
  it('finds everything in all clusters, with layers and parents', () => {
    const { claim: fixtureRoot, objects } = healthyService();
    const tree = buildTree(fixtureRoot, objects);
    expect(names(tree, 'apps')).toEqual([
      'Component',
      'ExternalSecret',
      'Secret',
    ]);
    expect(tree.nodes).toHaveLength(15);
    const secret = tree.nodes.find(
      ({ object, cluster }) => object.kind === 'Secret' && cluster === 'apps',
    );
    const delivery = tree.nodes.find(
      ({ object }) => object.kind === 'ExternalSecret',
    );
    const carrier = tree.nodes.find(({ id }) => id === delivery?.parentId);
    expect(secret).toMatchObject({
      parentId: delivery?.id,
      membership: 'detail',
      layer: 'secrets',
    });
    expect(delivery).toMatchObject({
      membership: 'part',
      observedByController: false,
    });
    expect(carrier).toMatchObject({ cluster: 'platform', membership: 'part' });
  });

  it('sees through an Object what nobody can see otherwise (46)', () => {
    const tree = buildTree(
      root(),
      onPlatform(remoteObject(externalSecret(), 'secrets')),
    );
    expect(tree.nodes.at(-1)).toMatchObject({
      cluster: 'apps',
      observedByController: true,
      object: { kind: 'ExternalSecret' },
    });
  });

  it('takes by reference what nobody owns, in the namespace of the composite (11)', () => {
    const loose = database({
      metadata: { labels: undefined, ownerReferences: undefined },
    });
    const tree = buildTree(
      root(refersTo(loose.metadata.name)),
      onPlatform(loose),
    );
    expect(names(tree)).toEqual(['Database', 'ManagedDatabase']);
  });

  it('reads the references of composites of Crossplane 1 (17)', () => {
    const { resourceRefs } = refersTo('loose').spec.crossplane;
    const old = kubernetesObject('acme.io/v1', 'XPostgres', 'x', {
      spec: { resourceRefs },
    });
    const loose = database({
      metadata: {
        name: 'loose',
        labels: undefined,
        ownerReferences: undefined,
      },
    });
    expect(
      names(buildTree({ cluster: 'platform', object: old }, onPlatform(loose))),
    ).toEqual(['Database', 'XPostgres']);
  });

  it('takes nothing that another controller owns, by reference or by label (12)', () => {
    const foreign = database({ metadata: ownedByAnother });
    const tree = buildTree(
      root(refersTo(foreign.metadata.name)),
      onPlatform(foreign),
    );
    expect(names(tree)).toEqual(['ManagedDatabase']);
  });

  it('does not take what belonged to a former service of the name (13)', () => {
    const [owner] = composed('databases').ownerReferences ?? [];
    const old = database({
      metadata: { ownerReferences: [{ ...owner, uid: 'uid-of-the-former' }] },
    });
    const tree = buildTree(root(), onPlatform(old));
    expect(names(tree)).toEqual(['ManagedDatabase']);
    expect(tree.leftovers).toHaveLength(1);
  });

  it('says what is referred to and not there (11)', () => {
    const tree = buildTree(root(refersTo('gone')), []);
    expect(tree.unresolved).toEqual([
      {
        cluster: 'platform',
        keys: [
          {
            group: 'postgresql.sql.m.crossplane.io',
            kind: 'Database',
            name: 'gone',
            namespace: 'team-orders',
          },
          {
            group: 'postgresql.sql.m.crossplane.io',
            kind: 'Database',
            name: 'gone',
          },
        ],
      },
    ]);
  });

  it('shows shared stores as dependencies, not as parts', () => {
    const store = kubernetesObject(
      'external-secrets.io/v1',
      'ClusterSecretStore',
      'dbaas',
      { metadata: { namespace: undefined } },
    );
    const { claim: fixtureRoot, objects } = healthyService();
    const tree = buildTree(fixtureRoot, [
      ...objects,
      { cluster: 'apps', object: store },
    ]);
    expect(tree.nodes.at(-1)).toMatchObject({
      cluster: 'apps',
      membership: 'dependency',
      layer: 'secrets',
    });
  });
});
