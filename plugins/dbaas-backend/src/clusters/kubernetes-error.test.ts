import {
  ClusterConnectionError,
  ClusterTimeoutError,
  connectionError,
  KubernetesStatusError,
  problemOf,
  retryAfterMs,
  statusError,
} from './kubernetes-error';

const systemError = (fields: object, message = 'it failed') =>
  Object.assign(new Error(message), fields);

describe('statusError', () => {
  it('takes message, reason and code from the Status', () => {
    const error = statusError(
      { kind: 'Status', message: 'no', reason: 'Forbidden', code: 403 },
      { code: 500 },
    );
    expect(error).toMatchObject({
      message: 'no',
      reason: 'Forbidden',
      code: 403,
    });
  });

  it('makes do without a Status, as when a proxy answers', () => {
    expect(statusError('<html>', { code: 502 })).toMatchObject({
      code: 502,
      message: 'The API server answered with status 502.',
    });
  });

  it.each([
    ['a reason', { reason: 'ResourceVersionTooLarge' }],
    ['a message', { message: 'Too large resource version' }],
  ])('sees by %s that the server is behind', (_what, cause) => {
    const status = { kind: 'Status', code: 504, details: { causes: [cause] } };
    expect(statusError(status, { code: 504 }).ahead).toBe(true);
    expect(statusError({ kind: 'Status' }, { code: 504 }).ahead).toBe(false);
  });
});

describe('retryAfterMs', () => {
  const after = (retryAfter?: string, body?: object) =>
    retryAfterMs(statusError(body, { code: 429, retryAfter }));

  it.each<[string, number, string | undefined, object | undefined]>([
    ['the header', 7_000, '7', undefined],
    [
      'the Status before the header',
      3_000,
      '7',
      { kind: 'Status', details: { retryAfterSeconds: 3 } },
    ],
    ['nothing', 0, undefined, undefined],
    ['a header that makes no sense', 0, 'soon', undefined],
    ['a moment in the past', 0, 'Wed, 25 Nov 2020 12:00:00 GMT', undefined],
    // A timer cannot hold more than 24 days and would fire at once.
    ['an absurd time', 300_000, '99999999', undefined],
  ])('understands %s', (_what, expected, header, body) => {
    expect(after(header, body)).toBe(expected);
  });

  it('understands a date', () => {
    const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();
    const ms = after(inTenSeconds);
    expect(ms).toBeGreaterThan(5_000);
    expect(ms).toBeLessThanOrEqual(10_000);
  });

  it('is nothing for other errors', () => {
    expect(retryAfterMs(new Error('reset'))).toBe(0);
  });
});

describe('problemOf', () => {
  it.each<[string, unknown, string]>([
    ['401', new KubernetesStatusError(401, ''), 'unauthorized'],
    ['403', new KubernetesStatusError(403, ''), 'forbidden'],
    ['404', new KubernetesStatusError(404, ''), 'notInstalled'],
    ['another status', new KubernetesStatusError(500, ''), 'error'],
    ['silence', new ClusterTimeoutError(''), 'timeout'],
    ['a failed connection', new ClusterConnectionError('tls', '', ''), 'tls'],
    ['anything else', new Error('what'), 'error'],
  ])('of %s', (_what, error, problem) => {
    expect(problemOf(error)).toBe(problem);
  });
});

describe('connectionError', () => {
  it.each<[string, Error, string, string]>([
    [
      'a refused connection',
      systemError(
        { code: 'ECONNREFUSED', syscall: 'connect' },
        'connect ECONNREFUSED 10.0.0.1:6443',
      ),
      'unreachable',
      'The connection to cluster "platform" failed: connect ECONNREFUSED 10.0.0.1:6443.',
    ],
    [
      'a host with several addresses, whose error has no text of its own',
      Object.assign(
        new AggregateError([
          new Error('connect ECONNREFUSED ::1:6443'),
          new Error('connect ECONNREFUSED 127.0.0.1:6443'),
        ]),
        { code: 'ECONNREFUSED' },
      ),
      'unreachable',
      'The connection to cluster "platform" failed: connect ECONNREFUSED ::1:6443; connect ECONNREFUSED 127.0.0.1:6443.',
    ],
    [
      'an unknown authority',
      systemError(
        { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
        'unable to verify the first certificate',
      ),
      'tls',
      'TLS with cluster "platform" failed: unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE). Check its url, and caData or caFile.',
    ],
    [
      'a file that is not there',
      systemError(
        { code: 'ENOENT', syscall: 'open' },
        "ENOENT: no such file or directory, open '/ca.pem'",
      ),
      'error',
      `The token or the certificate authority of cluster "platform" cannot be read: ENOENT: no such file or directory, open '/ca.pem'. Check that the file is there and readable for Backstage.`,
    ],
  ])('tells of %s', (_what, cause, problem, message) => {
    expect(connectionError('platform', cause)).toMatchObject({
      problem,
      message,
      cause,
    });
  });

  it.each([
    ['an error of ours', new ClusterTimeoutError('late')],
    ['an aborted request', systemError({ code: 'ABORT_ERR' })],
    ['what has no code', new Error('bug')],
  ])('leaves %s as it is', (_what, error) => {
    expect(connectionError('platform', error)).toBe(error);
  });
});
