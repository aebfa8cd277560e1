import type { Attributes } from './attributes';
import { isAllowedByRule, policyRuleSchema } from './rules';

const readSecrets = {
  verb: 'get',
  group: '',
  resource: 'secrets',
  namespace: 'a',
  name: 'orders-db',
};

describe('isAllowedByRule', () => {
  it.each<[string, object, Attributes, boolean]>([
    [
      'allows what it names',
      { verbs: ['get'], apiGroups: [''], resources: ['secrets'] },
      readSecrets,
      true,
    ],
    [
      'allows by stars',
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      readSecrets,
      true,
    ],
    [
      'does not allow another verb',
      { verbs: ['list'], apiGroups: [''], resources: ['secrets'] },
      readSecrets,
      false,
    ],
    [
      'does not allow another group',
      { verbs: ['get'], apiGroups: ['apps'], resources: ['secrets'] },
      readSecrets,
      false,
    ],
    [
      'allows a named object',
      {
        verbs: ['get'],
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['orders-db'],
      },
      readSecrets,
      true,
    ],
    [
      'does not allow other names',
      {
        verbs: ['get'],
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['other'],
      },
      readSecrets,
      false,
    ],
    [
      'does not allow a list when it names objects',
      {
        verbs: ['list'],
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['orders-db'],
      },
      { verb: 'list', group: '', resource: 'secrets' },
      false,
    ],
    [
      'keeps subresources apart',
      { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
      { verb: 'get', group: '', resource: 'pods', subresource: 'log' },
      false,
    ],
    [
      'allows a subresource',
      { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] },
      { verb: 'get', group: '', resource: 'pods', subresource: 'log' },
      true,
    ],
    [
      'allows a subresource of every resource',
      { verbs: ['update'], apiGroups: ['apps'], resources: ['*/scale'] },
      {
        verb: 'update',
        group: 'apps',
        resource: 'deployments',
        subresource: 'scale',
      },
      true,
    ],
    [
      'allows a path',
      { verbs: ['get'], nonResourceURLs: ['/version'] },
      { verb: 'get', path: '/version' },
      true,
    ],
    [
      'allows paths that begin alike',
      { verbs: ['get'], nonResourceURLs: ['/openapi/*'] },
      { verb: 'get', path: '/openapi/v3' },
      true,
    ],
    [
      'does not take a path for a prefix',
      { verbs: ['get'], nonResourceURLs: ['/api'] },
      { verb: 'get', path: '/apis' },
      false,
    ],
    [
      'does not allow paths by resources',
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verb: 'get', path: '/version' },
      false,
    ],
  ])('%s', (_, rule, attributes, expected) => {
    expect(isAllowedByRule(policyRuleSchema.parse(rule), attributes)).toBe(
      expected,
    );
  });
});
