import { backup, scheduledBackup } from '../fixtures/backups';
import { daprPod, podsOf } from '../fixtures/dapr-pods';
import { NOW } from '../fixtures/objects';
import { secretStore, warningEvent } from '../fixtures/secret-stores';
import { withObjects } from '../fixtures/service-cases';
import { brokenService } from '../fixtures/services';
import { assessmentSchema } from '../api/assessment';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { buildTree } from '../tree/build-tree';
import { assess } from './assess';

/** The same numbers from the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NONSENSE = [null, 42, '', 'nonsense', [], {}, [null], { a: [] }, true];

/** A value in which some things are missing or of another type. */
function damage(value: unknown, random: () => number): unknown {
  if (random() < 0.04) return NONSENSE[Math.floor(random() * NONSENSE.length)];
  if (Array.isArray(value)) return value.map(one => damage(one, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => random() > 0.04)
      .map(([key, entry]) => [key, damage(entry, random)]),
  );
}

/** An API server vouches for the envelope, and for nothing else. */
function damaged(object: KubernetesObject, random: () => number) {
  const { apiVersion, kind, metadata, ...rest } = object;
  const changed = damage(rest, random);
  return {
    ...(typeof changed === 'object' && changed !== null ? changed : {}),
    apiVersion,
    kind,
    metadata,
  };
}

const whole = withObjects(
  brokenService(),
  'platform',
  secretStore(),
  scheduledBackup(),
  backup(10, 'failed'),
  backup(34),
  warningEvent(scheduledBackup(), 'boom'),
);

it.each(Array.from({ length: 200 }, (_, seed) => seed))(
  'damaged objects are assessed all the same (seed %i)',
  seed => {
    const random = randomNumbers(seed);
    const objects = whole.objects.map(({ cluster, object }) => ({
      cluster,
      object: damaged(object, random),
    }));
    const root = {
      cluster: 'platform',
      object: damaged(whole.claim.object, random),
    };
    const pods = [daprPod(), daprPod({ crashedMinutesAgo: 3 })].map(pod =>
      damaged(pod, random),
    );
    const { assessment } = assess(buildTree(root, objects), {
      now: NOW,
      lookup: () => ({ found: 'no' }),
      sidecars: (_cluster, query) => podsOf(...pods)(query),
    });
    expect(assessmentSchema.parse(assessment)).toEqual(assessment);
  },
);
