import { readManagedResource } from './crossplane-managed';
import type { ResourceReader } from './reader';
import { atProviderOf, readCloudServer, type CloudServerState } from './upjet';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';

const FAILED = [
  'stopped',
  'failed',
  'storage-full',
  'restore-error',
  /^incompatible-/,
  /^inaccessible-encryption-credentials/,
];
const PROGRESSING = [
  'creating',
  'starting',
  'stopping',
  'rebooting',
  'renaming',
  'resetting-master-credentials',
  'upgrading',
  'maintenance',
  /^modifying/,
  /^configuring-/,
];
const AVAILABLE = ['available', 'backing-up', 'storage-optimization'];

/** RDS keeps serving while it is modified (status of a DB instance, provider-upjet-aws 2.6). */
function rdsState(object: KubernetesObject): CloudServerState | undefined {
  const { status } = atProviderOf(object);
  if (typeof status !== 'string' || status === '') return undefined;
  const path = 'status.atProvider.status';
  const is = (patterns: readonly (string | RegExp)[]) =>
    patterns.some(pattern =>
      typeof pattern === 'string' ? pattern === status : pattern.test(status),
    );
  if (is(AVAILABLE)) {
    return {
      state: 'healthy',
      path,
      value: status,
      sentence: 'The server runs.',
    };
  }
  if (is(FAILED)) {
    return {
      state: 'failed',
      path,
      value: status,
      sentence: `The server does not work: AWS reports "${status}".`,
    };
  }
  return is(PROGRESSING)
    ? {
        state: 'progressing',
        path,
        value: status,
        sentence: `The server is being worked on: AWS reports "${status}".`,
      }
    : {
        state: 'unknown',
        path,
        value: status,
        sentence: `AWS reports "${status}" of the server, which is not known here.`,
      };
}

/** @internal */
export const awsReaders: readonly ResourceReader[] = [
  {
    groups: ['rds.aws.m.upbound.io', 'rds.aws.upbound.io'],
    kinds: ['Instance', 'Cluster', 'ClusterInstance'],
    read: (object, context) =>
      readCloudServer(object, context, rdsState(object)),
  },
  {
    groups: ['*.aws.m.upbound.io', '*.aws.upbound.io'],
    read: (object, context) => readManagedResource(object, context),
  },
];
