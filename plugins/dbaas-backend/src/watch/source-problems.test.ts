import {
  ClusterTimeoutError,
  connectionError,
  KubernetesStatusError,
} from '../clusters/kubernetes-error';
import { SourceProblems } from './source-problems';

const reset = connectionError(
  'platform',
  Object.assign(new Error('aborted'), { code: 'ECONNRESET' }),
);
const silent = new ClusterTimeoutError('silent');
const broken = new KubernetesStatusError(500, 'broken');
const forbidden = new KubernetesStatusError(403, 'forbidden');

describe('SourceProblems', () => {
  let now: number;
  let problems: SourceProblems;

  beforeEach(() => {
    now = Date.parse('2026-11-25T12:00:00Z');
    problems = new SourceProblems('platform', () => now);
    problems.contact();
  });

  const pass = (seconds: number) => {
    now += seconds * 1_000;
  };
  const fail = (resource: string, error: unknown) =>
    problems.set(resource, { verb: 'watch', error });
  const told = () =>
    problems.list().map(({ resource, problem, since }) => ({
      resource,
      problem,
      since: since.slice(11, 19),
    }));

  it.each([
    ['a connection that failed', reset, 'unreachable'],
    ['silence', silent, 'timeout'],
    ['an internal error', broken, 'error'],
  ])(
    'takes %s for an outage while nothing else comes from the cluster',
    (_what, error, problem) => {
      pass(5);
      fail('a', error);
      pass(5);
      fail('b', error);
      expect(told()).toEqual([{ resource: '*', problem, since: '12:00:05' }]);
      expect(problems.outageSince()).toBe(Date.parse('2026-11-25T12:00:05Z'));
    },
  );

  it('does not take trouble with one kind for an outage when others can be read', () => {
    pass(5);
    fail('a', silent);
    pass(1);
    expect(problems.contact()).toBe(true);
    pass(60);
    fail('a', silent);
    expect(problems.outageSince()).toBeUndefined();
    expect(told()).toEqual([
      { resource: 'a', problem: 'timeout', since: '12:00:05' },
    ]);
  });

  it('notices an outage on top of lasting trouble with one kind', () => {
    pass(5);
    fail('a', broken);
    pass(1);
    problems.contact();
    pass(60);
    fail('b', reset);
    expect(told()).toEqual([
      { resource: '*', problem: 'unreachable', since: '12:01:06' },
    ]);
  });

  it('never takes a missing permission for an outage, and tells it beside one', () => {
    fail('a', forbidden);
    expect(problems.outageSince()).toBeUndefined();
    pass(5);
    fail('b', reset);
    expect(told()).toEqual([
      { resource: '*', problem: 'unreachable', since: '12:00:05' },
      { resource: 'a', problem: 'forbidden', since: '12:00:00' },
    ]);
  });

  it('keeps the start of an outage that changes its face', () => {
    pass(5);
    fail('a', reset);
    pass(30);
    fail('a', silent);
    pass(30);
    fail('a', broken);
    expect(told()).toEqual([
      { resource: '*', problem: 'error', since: '12:00:05' },
    ]);
    pass(30);
    fail('a', forbidden);
    expect(told()).toEqual([
      { resource: 'a', problem: 'forbidden', since: '12:01:35' },
    ]);
  });

  it('says once that an outage is over', () => {
    pass(5);
    fail('a', reset);
    pass(5);
    expect(problems.contact()).toBe(true);
    expect(problems.contact()).toBe(false);
    expect(problems.lastContactAt).toBe(now);
  });

  it('tells of objects that are left out beside everything else, as long as there are some', () => {
    problems.setIncomplete('a', 'One object is left out.');
    pass(5);
    problems.setIncomplete('a', '2 objects are left out.');
    expect(problems.outageSince()).toBeUndefined();
    expect(problems.isComplete('a')).toBe(false);
    expect(problems.problemWith('a')).toBeUndefined();
    expect(told()).toEqual([
      { resource: 'a', problem: 'error', since: '12:00:00' },
    ]);
    problems.setIncomplete('a', undefined);
    expect(problems.isComplete('a')).toBe(true);
    expect(told()).toEqual([]);
  });
});
