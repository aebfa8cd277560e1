import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine, serverCredentials } from './command-line';

describe('readCommandLine', () => {
  it.each([
    [[], {}, { address: '0.0.0.0:9443', certificates: '/tls/server' }],
    [[], { TLS_SERVER_CERTS_DIR: '/certs' }, { certificates: '/certs' }],
    [
      ['--tls-server-certs-dir', '/mine'],
      { TLS_SERVER_CERTS_DIR: '/certs' },
      { certificates: '/mine' },
    ],
    [['--address', '127.0.0.1:1', '--debug'], {}, { address: '127.0.0.1:1' }],
    [['--exit-with-stdin'], {}, { exitWithStdin: true }],
    [['-h'], {}, { help: true }],
    [[], {}, { healthAddress: undefined }],
    [
      ['--health-address=0.0.0.0:8081'],
      {},
      { address: '0.0.0.0:9443', healthAddress: '0.0.0.0:8081' },
    ],
  ])('reads %j', (args, environment, expected) => {
    expect(readCommandLine(args, environment)).toMatchObject(expected);
  });

  it('serves without TLS only when that is said', () => {
    expect(readCommandLine(['--insecure'], {})).not.toHaveProperty(
      'certificates',
    );
    expect(() => readCommandLine(['--tls-server-certs-dir', ''], {})).toThrow(
      /Give --tls-server-certs-dir, or --insecure/,
    );
  });

  it('refuses what it does not know', () => {
    expect(() => readCommandLine(['--adress', 'x'], {})).toThrow(/--adress/);
  });
});

describe('serverCredentials', () => {
  it('names the certificate that is missing', () => {
    const directory = mkdtempSync(join(tmpdir(), 'certificates-'));
    expect(() => serverCredentials(directory)).toThrow(/ca\.crt/);
  });
});
