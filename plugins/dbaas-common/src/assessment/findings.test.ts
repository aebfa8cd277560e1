import type { Finding } from '../api/assessment';
import { assessFixture } from '../fixtures/service-cases';
import { healthyService } from '../fixtures/services';
import { readResource } from '../resources/read-resource';
import { orderFindings } from './findings';

const mood = { path: 'status.mood', value: 'bad' };

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

describe('what a single object has to say', () => {
  it.each(['failed', 'degraded', 'unknown'] as const)(
    'comes with a next step although its reader knows none: %s',
    state => {
      const { findings } = assessFixture(healthyService(), {
        read: (object, context) =>
          object.kind === 'Database'
            ? {
                state,
                reason: 'Mood',
                sentence: 'It is ill.',
                evidence: [mood],
              }
            : readResource(object, context),
      });
      expect(findings).toEqual([
        expect.objectContaining({
          message: 'It is ill.',
          audience: 'platform',
          nextStep:
            'Look at Database orders-db-orders-database and at the log of its controller.',
        }),
      ]);
    },
  );
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
