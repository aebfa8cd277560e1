import { readOptions } from './options';

describe('readOptions', () => {
  it('is patient with clusters and not with the sandbox', () => {
    expect(readOptions([])).toMatchObject({
      context: 'platform',
      placement: ['cnpg', 'external'],
      parallel: 8,
      timeoutMs: 90_000,
    });
    expect(readOptions(['--kubeconfig', 'file'])).toMatchObject({
      parallel: 2,
      timeoutMs: 1_800_000,
    });
    expect(readOptions(['--timeout', '5']).timeoutMs).toBe(5_000);
  });

  it('installs nothing unless it is told to', () => {
    expect(readOptions([]).install).toEqual([]);
    expect(
      readOptions(['--install', 'a.yaml', '--install', 'b.yaml']).install,
    ).toEqual(['a.yaml', 'b.yaml']);
  });

  it('reads addresses', () => {
    expect(readOptions(['--postgresql', 'localhost:5433']).postgresql).toEqual({
      host: 'localhost',
      port: 5433,
    });
  });

  it.each([
    [['--placement', 'moon'], /placement/],
    [['--postgresql', 'localhost'], /Write <host>:<port>/],
    [['--external-secret', 'name'], /Write <namespace>\/<name>/],
    [['--parallel', '0'], /parallel/],
    [['--unknown'], /unknown/],
  ])('refuses %j and says why', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
