import { claim, database } from '../fixtures/operators';
import { buildTree } from '../tree/build-tree';

/*
 * Situations that mislead a reader of statuses: what is of a database service, and what
 * only looks like it.
 */

describe('the tree', () => {
  it('12 takes in nothing that only is referred to', () => {
    const foreign = database({
      metadata: {
        labels: {},
        ownerReferences: [
          {
            apiVersion: 'example.org/v1',
            kind: 'Platform',
            name: 'another',
            uid: 'another',
            controller: true,
          },
        ],
      },
    });
    const tree = buildTree(
      {
        cluster: 'platform',
        object: claim({
          spec: {
            crossplane: {
              resourceRefs: [
                {
                  apiVersion: foreign.apiVersion,
                  kind: foreign.kind,
                  name: foreign.metadata.name,
                },
              ],
            },
          },
        }),
      },
      [{ cluster: 'platform', object: foreign }],
    );
    expect(tree.nodes.map(({ object }) => object.kind)).toEqual([
      'ManagedDatabase',
    ]);
  });

  it('13 takes in nothing of a former service of the same name', () => {
    const former = database({
      metadata: {
        ownerReferences: [
          {
            apiVersion: 'dbaas.dev/v1alpha1',
            kind: 'ManagedDatabase',
            name: 'orders-db',
            uid: 'of-the-former-one',
            controller: true,
          },
        ],
      },
    });
    const tree = buildTree({ cluster: 'platform', object: claim() }, [
      { cluster: 'platform', object: former },
    ]);
    expect(tree.nodes).toHaveLength(1);
  });
});
