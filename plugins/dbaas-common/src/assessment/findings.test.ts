import type { Finding } from '../api/assessment';
import { orderFindings } from './findings';

function broken(name: string, more: Partial<Finding> = {}): Finding {
  const resource = {
    cluster: 'platform',
    apiVersion: 'example.org/v1',
    kind: 'Database',
    name,
  };
  return {
    code: 'databases.failed',
    severity: 'warning',
    layer: 'databases',
    audience: 'platform',
    message: `${name} is broken.`,
    evidence: [{ resource, path: 'status', value: 'False' }],
    ...more,
  };
}

const said = ({ message, evidence }: Finding) => ({
  message,
  evidence: evidence.map(one => [one.resource?.name, one.message]),
});

describe('orderFindings', () => {
  it('makes one finding of the same problem, which keeps what each object has to say', () => {
    const findings = orderFindings([
      broken('a'),
      broken('b'),
      broken('c', { severity: 'critical' }),
    ]);
    expect(findings.map(said)).toEqual([
      {
        message: 'c is broken.',
        evidence: [
          ['c', undefined],
          ['a', 'a is broken.'],
          ['b', 'b is broken.'],
        ],
      },
    ]);
  });

  it('says once what all objects have to say', () => {
    const message = 'The login was refused.';
    const findings = orderFindings([
      broken('a', { message }),
      broken('b', { message }),
    ]);
    expect(findings.map(said)).toEqual([
      {
        message,
        evidence: [
          ['a', undefined],
          ['b', undefined],
        ],
      },
    ]);
  });

  it('keeps problems of different audiences apart', () => {
    const findings = orderFindings([
      broken('a'),
      broken('b', { audience: 'you' }),
    ]);
    expect(findings.map(({ audience }) => audience)).toEqual([
      'you',
      'platform',
    ]);
  });
});
