import { parseResourcePath, verbOf } from './resource-path';

describe('parseResourcePath', () => {
  it.each([
    ['/api/v1/pods', { group: '', version: 'v1', resource: 'pods' }],
    [
      '/api/v1/namespaces/a',
      { group: '', version: 'v1', resource: 'namespaces', name: 'a' },
    ],
    [
      '/api/v1/namespaces/a/finalize',
      {
        group: '',
        version: 'v1',
        resource: 'namespaces',
        name: 'a',
        subresource: 'finalize',
      },
    ],
    [
      '/api/v1/namespaces/a/secrets/b',
      {
        group: '',
        version: 'v1',
        namespace: 'a',
        resource: 'secrets',
        name: 'b',
      },
    ],
    [
      '/apis/dbaas.dev/v1alpha1/namespaces/a/manageddatabases/b/status',
      {
        group: 'dbaas.dev',
        version: 'v1alpha1',
        namespace: 'a',
        resource: 'manageddatabases',
        name: 'b',
        subresource: 'status',
      },
    ],
    [
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Abasic-user',
      {
        group: 'rbac.authorization.k8s.io',
        version: 'v1',
        resource: 'clusterroles',
        name: 'system:basic-user',
      },
    ],
  ])('%s', (path, expected) => {
    expect(parseResourcePath(path)).toEqual(expected);
  });

  it.each([
    '/',
    '/api',
    '/api/v1',
    '/apis/apps/v1',
    '/version',
    '/openapi/v3/apis/apps/v1',
    '/api/v1/namespaces/a/secrets/%ff',
  ])('%s is no resource', path => {
    expect(parseResourcePath(path)).toBeUndefined();
  });
});

describe('verbOf', () => {
  it.each([
    ['GET', 'a', '', 'get'],
    ['GET', undefined, '', 'list'],
    ['GET', undefined, 'watch=true', 'watch'],
    ['GET', undefined, 'watch=1', 'watch'],
    ['GET', undefined, 'watch=false', 'list'],
    ['GET', 'a', 'watch', 'watch'],
    ['POST', undefined, '', 'create'],
    ['PUT', 'a', '', 'update'],
    ['PATCH', 'a', '', 'patch'],
    ['DELETE', 'a', '', 'delete'],
    ['DELETE', undefined, '', 'deletecollection'],
    ['OPTIONS', 'a', '', undefined],
  ])('%s of %s with "%s" is %s', (method, name, query, verb) => {
    expect(verbOf(method, { name }, new URLSearchParams(query))).toBe(verb);
  });
});
