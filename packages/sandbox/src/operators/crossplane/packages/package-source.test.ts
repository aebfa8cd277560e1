import { packageRuntime } from './package-source';

describe('packageRuntime', () => {
  it.each([
    [
      'ghcr.io/backstage-dbaas/composition-function:v0.1.0',
      'composition-function',
    ],
    ['localhost:5000/mirror/composition-function', 'composition-function'],
    [
      `registry.example.org/composition-function@sha256:${'0'.repeat(64)}`,
      'composition-function',
    ],
    [
      'xpkg.crossplane.io/crossplane-contrib/function-auto-ready:v0.7.0',
      'function-auto-ready',
    ],
    ['xpkg.crossplane.io/crossplane-contrib/provider-sql:v0.16.0', 'provider'],
    [
      'xpkg.crossplane.io/crossplane-contrib/function-patch-and-transform:v0.9.0',
      undefined,
    ],
  ])('%s is run as %s', (source, runtime) => {
    expect(packageRuntime(source)).toBe(runtime);
  });
});
