import { stringify } from 'yaml';
import { serverOf } from './kubeconfig';

const KUBECONFIG = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'apps',
  clusters: [
    { name: 'one', cluster: { server: 'http://127.0.0.1:1' } },
    { name: 'two', cluster: { server: 'http://127.0.0.1:2' } },
  ],
  contexts: [
    { name: 'platform', context: { cluster: 'one', user: 'me' } },
    { name: 'apps', context: { cluster: 'two', user: 'me' } },
  ],
  users: [{ name: 'me', user: { token: 's3cret' } }],
};

describe('serverOf', () => {
  it('follows the current context', () => {
    expect(serverOf(stringify(KUBECONFIG))).toBe('http://127.0.0.1:2');
  });

  it.each([
    [
      'a context that is not there',
      { ...KUBECONFIG, 'current-context': 'x' },
      'context "x" does not exist',
    ],
    [
      'a cluster that is not there',
      { ...KUBECONFIG, clusters: [] },
      'cluster "two" does not exist',
    ],
    [
      'no current context',
      { ...KUBECONFIG, 'current-context': undefined },
      'no valid current-context',
    ],
  ])('refuses %s', (_case, kubeconfig, message) => {
    expect(() => serverOf(stringify(kubeconfig))).toThrow(message);
  });

  it.each(['', 'token: [s3cret', 's3cret'])(
    'shows nothing of a text that is no kubeconfig',
    text => {
      expect(() => serverOf(text)).toThrow(
        expect.objectContaining({
          message: expect.not.stringContaining('s3cret'),
        }),
      );
    },
  );
});
