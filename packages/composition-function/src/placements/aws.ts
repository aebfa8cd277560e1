import { z } from 'zod';
import type { Problem } from '../claim/problem';
import type { ObservedResources } from '../resources/observed-resources';
import type { Tls } from '../resources/tls';
import { awsInstance, awsStorageGB } from './aws-instance';
import type { AwsNetwork, AwsSettings } from './aws-settings';
import { cloudPlacement, type CloudServer } from './cloud-placement';
import {
  cloudRequest,
  type CloudClaim,
  type CloudRequest,
} from './cloud-request';
import { administratorAccess } from './cloud-server';
import { SERVER, type Placement } from './placement';
import type { RequiredObjects, ServerAccess } from './server-access';

const AUTHORITIES = 'server-authorities';

/** Users and databases of RDS itself. */
const RESERVED = /^(rdsadmin|rdsrepladmin|rdstopmgr|rds_.*)$/;

/** A DB instance of Amazon RDS. */
export function awsPlacement(
  asked: CloudClaim,
  settings: AwsSettings,
): Placement | Problem[] {
  const request = cloudRequest(asked, {
    cloud: 'aws',
    ...settings,
    retentionDays: { least: 1, most: 35 },
    reserved: RESERVED,
  });
  return Array.isArray(request)
    ? request
    : cloudPlacement(serverOf(request, settings));
}

function serverOf(
  request: CloudRequest<AwsNetwork>,
  settings: AwsSettings,
): CloudServer {
  const { certificateAuthorities: authorities } = settings;
  return {
    claim: request.claim,
    object: existing => awsInstance(request, settings, existing),
    storageGB: existing => awsStorageGB(request, existing),
    versionField: 'engineVersionActual',
    isProtected: observed => instanceOf(observed)?.deletionProtection === true,
    readAccess: (required, observed) =>
      readAccess(required, observed, settings),
    requirements: authorities && {
      [AUTHORITIES]: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        matchName: authorities.name,
        namespace: authorities.namespace,
      },
    },
  };
}

const instanceSchema = z.object({
  status: z.object({
    atProvider: z
      .object({
        // `endpoint` is host and port together.
        address: z.string(),
        port: z.number(),
        deletionProtection: z.boolean(),
      })
      .partial(),
  }),
});

/** What RDS says of the instance. */
function instanceOf(observed: ObservedResources) {
  return instanceSchema.safeParse(observed.get(SERVER)?.object).data?.status
    .atProvider;
}

function readAccess(
  required: RequiredObjects,
  observed: ObservedResources,
  { certificateAuthorities }: AwsSettings,
): ServerAccess {
  const tls = tlsOf(required, certificateAuthorities);
  if ('missing' in tls) return { known: false, ...tls };
  const { address, port } = instanceOf(observed) ?? {};
  const endpoint = address && port ? { host: address, port } : undefined;
  return administratorAccess(required, endpoint, tls);
}

const configMapSchema = z.object({ data: z.record(z.string(), z.string()) });

/** Certificates of RDS name the address of the instance, so all of it can be verified. */
function tlsOf(
  required: RequiredObjects,
  authorities: AwsSettings['certificateAuthorities'],
): Tls | { missing: string } {
  if (!authorities) return { mode: 'require', ca: '' };
  const { namespace, name, key } = authorities;
  const [configMap] = required.get(AUTHORITIES) ?? [];
  const ca = configMapSchema.safeParse(configMap).data?.data[key];
  return ca
    ? { mode: 'verify-full', ca }
    : {
        missing: `the authorities of RDS (key "${key}" of ConfigMap ${namespace}/${name})`,
      };
}
