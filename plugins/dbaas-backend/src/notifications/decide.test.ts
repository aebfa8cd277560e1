import type { ServiceState } from '@backstage-dbaas/plugin-dbaas-common';
import { mockServices } from '@backstage/backend-test-utils';
import { decide, type Decision, type Told, type Topic } from './decide';
import { notificationSettings } from './notification-settings';

const settings = notificationSettings(mockServices.rootConfig());
const at = (seconds: number) =>
  new Date(Date.UTC(2026, 10, 25, 12, 0, seconds));

function told(state: ServiceState, also: Partial<Told> = {}): Told {
  return { state, building: false, trouble: false, at: {}, ...also };
}

/** Lets states come and go, each for some seconds, and collects what is told. */
function live(
  course: [state: ServiceState, seconds: number][],
  known?: Told,
): { heard: [topic: Topic, seconds: number][]; told?: Told } {
  const heard: [Topic, number][] = [];
  let second = 0;
  let note = known;
  for (const [state, seconds] of course) {
    const since = at(second);
    for (const end = second + seconds; second < end; second += 1) {
      const decision = decide(
        { told: note, state, since, now: at(second) },
        settings,
      );
      if (decision.kind === 'notify') heard.push([decision.topic, second]);
      if ('told' in decision) note = decision.told;
    }
  }
  return { heard, told: note };
}

describe('decide', () => {
  const trouble = { trouble: true };
  const hour = 3600;

  it.each<{
    what: string;
    course: [ServiceState, number][];
    known?: Told;
    heard: [Topic, number][];
  }>([
    {
      what: 'tells when a new service is healthy for the first time',
      course: [
        ['requested', 60],
        ['merged', 60],
        ['creating', 60],
        ['slow', 60],
        ['healthy', 60],
      ],
      heard: [['ready', 250]],
    },
    {
      what: 'does not take a service for new that was healthy at the first look',
      course: [['healthy', 60]],
      heard: [],
    },
    {
      what: 'tells of a failure that lasts 30 seconds, once',
      course: [['failed', hour]],
      heard: [['failed', 30]],
    },
    {
      what: 'passes over a failure that lasts shorter',
      course: [
        ['healthy', 60],
        ['failed', 30],
        ['healthy', 60],
      ],
      heard: [],
    },
    {
      what: 'tells of an impairment that lasts two minutes, and of its end',
      course: [
        ['degraded', 130],
        ['healthy', 60],
      ],
      heard: [
        ['degraded', 120],
        ['recovered', 140],
      ],
    },
    {
      what: 'does not tell the end of a trouble that was not told',
      course: [
        ['degraded', 119],
        ['healthy', 60],
      ],
      heard: [],
    },
    {
      what: 'does not take work for the end of a trouble',
      course: [
        ['failed', 60],
        ['updating', 600],
        ['healthy', 60],
      ],
      heard: [
        ['failed', 30],
        ['recovered', 670],
      ],
    },
    {
      what: 'tells when it gets worse, not when it gets a little better',
      course: [
        ['degraded', 200],
        ['failed', 100],
        ['degraded', 300],
        ['healthy', 20],
      ],
      heard: [
        ['degraded', 120],
        ['failed', 230],
        ['recovered', 610],
      ],
    },
    {
      what: 'tells that a service failed that was never healthy, then that it is ready',
      course: [
        ['creating', 60],
        ['failed', 60],
        ['creating', 60],
        ['healthy', 60],
      ],
      heard: [
        ['failed', 90],
        ['ready', 190],
      ],
    },
    {
      what: 'tells that an approval is needed, and again for the next one',
      course: [
        ['needsApproval', 60],
        ['updating', hour],
        ['needsApproval', 60],
      ],
      heard: [
        ['approval', 10],
        ['approval', 60 + hour + 10],
      ],
    },
    {
      what: 'tells the end of a trouble also after an approval',
      course: [
        ['degraded', 130],
        ['needsApproval', 60],
        ['updating', 60],
        ['healthy', 60],
      ],
      heard: [
        ['degraded', 120],
        ['approval', 140],
        ['recovered', 260],
      ],
    },
    {
      what: 'tells the same at most once an hour, and then if it is still so',
      course: [
        ['failed', 60],
        ['healthy', 60],
        ['failed', 60],
        ['healthy', 60],
        ['failed', hour],
      ],
      heard: [
        ['failed', 30],
        ['recovered', 70],
        ['failed', 30 + hour],
      ],
    },
    {
      what: 'does not take an unreachable cluster, or what is not known, for trouble',
      course: [
        ['unreachable', hour],
        ['unknown', hour],
        ['paused', hour],
        ['healthy', 60],
      ],
      heard: [],
    },
    {
      what: 'does not take a deletion for trouble, nor its end for a recovery',
      course: [
        ['failed', 60],
        ['deleting', hour],
        ['notFound', hour],
      ],
      heard: [['failed', 30]],
    },
    {
      what: 'tells nothing after a restart that was told before',
      known: told('failed', trouble),
      course: [['failed', hour]],
      heard: [],
    },
    {
      what: 'tells the end of a trouble that was told before a restart',
      known: told('failed', trouble),
      course: [['healthy', 60]],
      heard: [['recovered', 10]],
    },
    {
      what: 'tells that a service is ready that was made during a restart',
      known: told('creating', { building: true }),
      course: [['healthy', 60]],
      heard: [['ready', 10]],
    },
    {
      what: 'knows a new service by the name of a former one',
      known: told('failed', trouble),
      course: [
        ['creating', 60],
        ['healthy', 60],
      ],
      heard: [['ready', 70]],
    },
  ])('$what', ({ course, known, heard }) => {
    expect(live(course, known).heard).toEqual(heard);
  });

  it('keeps no note of a service that is healthy all along', () => {
    expect(live([['healthy', 60]]).told).toBeUndefined();
  });

  it.each<[string, Told | undefined, ServiceState, number, Decision]>([
    [
      'when a state has lasted long enough',
      undefined,
      'failed',
      0,
      { kind: 'lookAgain', at: at(30) },
    ],
    [
      'when the same may be told again',
      told('healthy', { at: { failed: at(0).toISOString() } }),
      'failed',
      60,
      { kind: 'lookAgain', at: at(hour) },
    ],
    [
      'never when there is nothing to tell',
      told('failed', trouble),
      'failed',
      60,
      { kind: 'nothing' },
    ],
  ])('says when to look again: %s', (_, known, state, seconds, decision) => {
    expect(
      decide({ told: known, state, since: at(0), now: at(seconds) }, settings),
    ).toEqual(decision);
  });
});
