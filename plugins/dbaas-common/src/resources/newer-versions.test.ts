import { oneOfEachKind } from '../fixtures/every-kind';
import { daprPod } from '../fixtures/dapr-pods';
import { condition, kubernetesObject, NOW } from '../fixtures/objects';
import { atlasSchema, cluster, pushSecret } from '../fixtures/operators';
import { externalSecret } from '../fixtures/application-cluster';
import { lacks, readerCases } from '../fixtures/reader-cases';
import { secretStore } from '../fixtures/secret-stores';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { conditionOf, conditionsOf, type Condition } from './conditions';
import { readsKind } from './reader';
import { readResource } from './read-resource';
import { BUILT_IN_READERS } from './readers';

const read = (object: KubernetesObject) => readResource(object, { now: NOW });

/** All objects for which something holds, each with its name for a table. */
const each = (holds: (object: KubernetesObject) => boolean = () => true) =>
  oneOfEachKind()
    .filter(holds)
    .map(object => ({ kind: `${object.kind} of ${groupOf(object)}`, object }));

const reportsStatus = ({ status }: KubernetesObject) => status !== undefined;
const hasReady = (object: KubernetesObject) =>
  conditionOf(object, 'Ready') !== undefined;
const inVersion = (object: KubernetesObject, version: string) => ({
  ...object,
  apiVersion: [groupOf(object), version].filter(Boolean).join('/'),
});
const withStatus = (object: KubernetesObject, status: object) => ({
  ...object,
  status,
});
/** The object with some of its conditions changed. */
const withConditions = (
  object: KubernetesObject,
  change: (one: Condition) => Condition,
  ...more: Condition[]
) =>
  withStatus(object, {
    ...Object(object.status),
    conditions: [...conditionsOf(object).map(change), ...more],
  });
const readyIs =
  (status: string, reason: string) =>
  (one: Condition): Condition =>
    one.type === 'Ready' ? { ...one, status, reason } : one;

it('the table has a kind for every reader', () => {
  const kinds = oneOfEachKind().map(object => ({
    group: groupOf(object),
    kind: object.kind,
  }));
  const unread = BUILT_IN_READERS.filter(
    reader => !kinds.some(kind => readsKind(reader, kind)),
  );
  expect(unread).toEqual([]);
});

describe('a newer version than is known here', () => {
  it.each(each())('$kind: version v9 is read as any other', ({ object }) => {
    expect(read(inVersion(object, 'v9'))).toEqual(read(object));
  });

  it.each(each(reportsStatus))(
    '$kind: a condition more changes nothing',
    ({ object }) => {
      const more = condition('Sparkling', 'False', 'NotToday');
      const changed = withConditions(object, one => one, more);
      const expected =
        conditionsOf(object).length > 0 || read(object).state === 'healthy'
          ? read(object)
          : { state: 'unknown' };
      expect(read(changed)).toMatchObject(expected);
    },
  );

  it.each(each(hasReady))(
    '$kind: ready for an unknown reason is ready, and no more is made of it',
    ({ object }) => {
      const verdict = read(
        withConditions(object, readyIs('True', 'Frobnicated')),
      );
      expect(verdict.state).toBe('healthy');
    },
  );

  it.each(each(hasReady))(
    '$kind: not ready for an unknown reason is neither green nor on its way',
    ({ object }) => {
      const verdict = read(
        withConditions(object, readyIs('False', 'Frobnicating')),
      );
      expect(verdict.state).not.toBe('healthy');
      expect(verdict.sentence).not.toMatch(
        /being (created|applied|deleted)|is (delivered|ready)\./,
      );
      expect(lacks(verdict)).toEqual([]);
    },
  );

  it.each(each(hasReady))(
    '$kind: what its operator does not know is unknown',
    ({ object }) => {
      const verdict = read(withConditions(object, readyIs('Unknown', 'Lost')));
      expect(verdict.state).toBe('unknown');
      expect(lacks(verdict)).toEqual([]);
    },
  );

  it.each(each(reportsStatus))(
    '$kind: only conditions of unknown types say nothing',
    ({ object }) => {
      const conditions = [condition('Sparkling', 'True', 'Yes')];
      const verdict = read(withStatus(object, { conditions }));
      expect(verdict.state).toBe('unknown');
      expect(verdict.sentence).not.toMatch(/No controller has said anything/);
      expect(lacks(verdict)).toEqual([]);
    },
  );

  it.each(each(reportsStatus))(
    '$kind: a status without conditions says nothing',
    ({ object }) => {
      const verdict = read(withStatus(object, { observedGeneration: 1 }));
      expect(verdict.state).toBe('unknown');
      expect(lacks(verdict)).toEqual([]);
    },
  );
});

describe('a word that is not known here', () => {
  const field = (kind: string, status: object) =>
    kubernetesObject('postgresql.cnpg.io/v1', kind, 'orders', { status });
  const cloud = (apiVersion: string, kind: string, atProvider: object) =>
    kubernetesObject(apiVersion, kind, 'orders', {
      spec: { forProvider: {} },
      status: {
        atProvider,
        conditions: [
          condition('Ready', 'True', 'Available'),
          condition('Synced', 'True', 'ReconcileSuccess'),
        ],
      },
    });
  const saysSo = {
    sentence: expect.stringMatching(/dreaming.*not known here/i),
  };

  it.each(
    readerCases([
      [
        'a phase of a Cluster',
        cluster({ phase: 'Dreaming' }),
        { state: 'unknown', ...saysSo },
      ],
      [
        'a phase of a Pooler',
        field('Pooler', { phase: 'dreaming' }),
        { state: 'unknown', ...saysSo },
      ],
      [
        'a phase of a Pooler that JavaScript has a meaning for',
        field('Pooler', { phase: 'constructor' }),
        { state: 'unknown' },
      ],
      [
        'a phase of a Backup',
        field('Backup', { phase: 'dreaming' }),
        { state: 'unknown', ...saysSo },
      ],
      [
        'a status of RDS',
        cloud('rds.aws.m.upbound.io/v9', 'Instance', { status: 'dreaming' }),
        { state: 'unknown', ...saysSo },
      ],
      [
        'an activation policy of Cloud SQL, beside conditions that are known',
        cloud('sql.gcp.m.upbound.io/v9', 'DatabaseInstance', {
          settings: { activationPolicy: 'DREAMING' },
        }),
        { state: 'healthy', sentence: 'The server is ready.' },
      ],
      [
        'a capability of a secret store',
        secretStore({ capabilities: 'Dreaming' }),
        { state: 'healthy' },
      ],
      [
        'a reason of a secret store that is ready',
        secretStore({
          status: { conditions: [condition('Ready', 'True', 'Dreaming')] },
        }),
        { state: 'healthy', ...saysSo },
      ],
      [
        'a reason of an ExternalSecret that is ready',
        externalSecret({
          status: { conditions: [condition('Ready', 'True', 'Dreaming')] },
        }),
        { state: 'healthy', ...saysSo },
      ],
      [
        'a reason of a PushSecret that is ready',
        pushSecret({
          status: { conditions: [condition('Ready', 'True', 'Dreaming')] },
        }),
        { state: 'healthy', ...saysSo },
      ],
      [
        'a reason of an AtlasSchema',
        atlasSchema({
          status: {
            observedGeneration: 1,
            conditions: [condition('Ready', 'False', 'Dreaming')],
          },
        }),
        { state: 'unknown', ...saysSo },
      ],
      [
        'a policy of refreshing an ExternalSecret',
        externalSecret({
          spec: { refreshPolicy: 'Dreaming', target: { name: 'orders-db' } },
        }),
        { state: 'healthy' },
      ],
      [
        'a phase of a Pod, beside conditions that are known',
        {
          ...daprPod(),
          status: {
            phase: 'Dreaming',
            conditions: [condition('Ready', 'True', 'PodReady')],
          },
        },
        { state: 'healthy' },
      ],
      [
        'the number of instances of a Cluster that counts them in another way',
        cluster({
          status: { instances: undefined, readyInstances: undefined },
        }),
        {
          state: 'healthy',
          sentence: expect.stringMatching(/not how many instances run/),
        },
      ],
      [
        'no number of ready instances, which stands for 0 beside others',
        cluster({ status: { instances: 1, readyInstances: undefined } }),
        { state: 'failed', code: 'server.no-instance' },
      ],
    ]),
  )('$what', ({ read: readIt, expected }) => {
    expect(readIt()).toMatchObject(expected);
  });
});
