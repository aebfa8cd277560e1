import { authenticatedUser, serviceAccountName } from '../authentication/user';
import { Authorizer } from './authorizer';
import type { Binding, RoleStore } from './role-store';
import { policyRuleSchema, type PolicyRule } from './rules';

const READ_SECRETS = [
  policyRuleSchema.parse({
    verbs: ['get', 'list'],
    apiGroups: [''],
    resources: ['secrets'],
  }),
];

function storeWith(
  bindings: Partial<Binding>[],
  roles: Record<string, PolicyRule[]> = { reader: READ_SECRETS },
): RoleStore {
  const all = bindings.map(binding => ({
    metadata: { name: 'binding' },
    subjects: [],
    roleRef: { kind: 'ClusterRole' as const, name: 'reader' },
    ...binding,
  }));
  return {
    clusterRoleBindings: () =>
      all.filter(({ metadata }) => metadata.namespace === undefined),
    roleBindings: namespace =>
      all.filter(({ metadata }) => metadata.namespace === namespace),
    rulesOf: ({ name }) => roles[name],
  };
}

const backstage = authenticatedUser(
  serviceAccountName('backstage', 'backstage'),
  [],
);
const listSecrets = (namespace?: string) => ({
  verb: 'list',
  group: '',
  resource: 'secrets',
  namespace,
});

describe('Authorizer', () => {
  it.each([
    ['a user', { kind: 'User', name: 'jane' }, 'jane'],
    ['a group', { kind: 'Group', name: 'system:authenticated' }, 'jane'],
    [
      'a service account',
      { kind: 'ServiceAccount', namespace: 'backstage', name: 'backstage' },
      backstage.username,
    ],
    [
      'the service accounts of a namespace',
      { kind: 'Group', name: 'system:serviceaccounts:backstage' },
      backstage.username,
    ],
  ] as const)('gives the role of a binding to %s', (_, subject, username) => {
    const authorizer = new Authorizer(storeWith([{ subjects: [subject] }]));
    const user = authenticatedUser(username, []);
    expect(authorizer.decide(user, listSecrets())).toMatchObject({
      allowed: true,
      reason: expect.stringContaining(
        'RBAC: allowed by ClusterRoleBinding "binding" of ClusterRole "reader"',
      ),
    });
    const other = authenticatedUser('system:serviceaccount:x:backstage', []);
    expect(authorizer.decide(other, listSecrets()).allowed).toBe(
      subject.name === 'system:authenticated',
    );
  });

  it('lets a role binding count in its own namespace only', () => {
    const authorizer = new Authorizer(
      storeWith([
        {
          metadata: { name: 'binding', namespace: 'a' },
          subjects: [{ kind: 'User', name: 'jane' }],
        },
      ]),
    );
    const jane = authenticatedUser('jane', []);
    const allowedIn = (namespace?: string) =>
      authorizer.decide(jane, listSecrets(namespace)).allowed;
    expect([allowedIn('a'), allowedIn('b'), allowedIn()]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('lets system:masters do everything', () => {
    const admin = authenticatedUser('admin', ['system:masters']);
    const authorizer = new Authorizer(storeWith([]));
    expect(authorizer.decide(admin, listSecrets()).allowed).toBe(true);
    expect(
      authorizer.decide(admin, { verb: 'get', path: '/metrics' }).allowed,
    ).toBe(true);
  });

  it('says what a user may not do, as an API server does', () => {
    const authorizer = new Authorizer(storeWith([]));
    const refusal =
      (attributes: Parameters<Authorizer['authorize']>[1]) => () =>
        authorizer.authorize(backstage, attributes);
    expect(refusal(listSecrets('x'))).toThrow(
      expect.objectContaining({
        code: 403,
        reason: 'Forbidden',
        message:
          'secrets is forbidden: User "system:serviceaccount:backstage:backstage" cannot list resource "secrets" in API group "" in the namespace "x"',
        details: { kind: 'secrets' },
      }),
    );
    expect(
      refusal({
        verb: 'patch',
        group: 'apps',
        resource: 'deployments',
        subresource: 'scale',
        name: 'web',
      }),
    ).toThrow(
      'deployments.apps "web" is forbidden: User "system:serviceaccount:backstage:backstage" cannot patch resource "deployments/scale" in API group "apps" at the cluster scope',
    );
    expect(refusal({ verb: 'get', path: '/metrics' })).toThrow(
      'forbidden: User "system:serviceaccount:backstage:backstage" cannot get path "/metrics"',
    );
  });

  it('names a role that a binding refers to and that does not exist', () => {
    const authorizer = new Authorizer(
      storeWith([{ subjects: [{ kind: 'User', name: 'jane' }] }], {}),
    );
    expect(() =>
      authorizer.authorize(authenticatedUser('jane', []), listSecrets()),
    ).toThrow(
      /at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io "reader" not found$/,
    );
  });
});
