import { z } from 'zod';
import type { Problem } from '../claim/problem';
import type { ObservedResources } from '../resources/observed-resources';
import { cloudPlacement, type CloudServer } from './cloud-placement';
import {
  cloudRequest,
  type CloudClaim,
  type CloudRequest,
} from './cloud-request';
import { administratorAccess } from './cloud-server';
import {
  googleAdministrator,
  googleInstance,
  googleStorageGB,
} from './google-instance';
import type { GoogleNetwork, GoogleSettings } from './google-settings';
import { SERVER, type Placement } from './placement';
import type { RequiredObjects, ServerAccess } from './server-access';

/** Name of the administrator within the composition. */
const ADMINISTRATOR_USER = 'server-user';

const PORT = 5432;

/** Users and databases of Cloud SQL itself. */
const RESERVED = /^cloudsql/;

/** A server of Google Cloud SQL. */
export function googlePlacement(
  asked: CloudClaim,
  settings: GoogleSettings,
): Placement | Problem[] {
  const request = cloudRequest(asked, {
    cloud: 'google',
    ...settings,
    retentionDays: { least: 1, most: 365 },
    reserved: RESERVED,
  });
  return Array.isArray(request)
    ? request
    : cloudPlacement(serverOf(request, settings));
}

function serverOf(
  request: CloudRequest<GoogleNetwork>,
  settings: GoogleSettings,
): CloudServer {
  const { claim, network } = request;
  return {
    claim,
    object: existing => googleInstance(request, settings, existing),
    storageGB: existing => googleStorageGB(request, existing),
    versionField: 'databaseVersion',
    beside: [
      {
        name: ADMINISTRATOR_USER,
        object: googleAdministrator(request, settings),
      },
    ],
    isProtected: observed => {
      const instance = instanceOf(observed);
      return (
        instance?.deletionProtection === true ||
        instance?.settings?.deletionProtectionEnabled === true
      );
    },
    readAccess: (required, observed) => readAccess(required, observed, network),
  };
}

const instanceSchema = z.object({
  status: z.object({
    atProvider: z
      .object({
        privateIpAddress: z.string(),
        publicIpAddress: z.string(),
        deletionProtection: z.boolean(),
        settings: z
          .object({ deletionProtectionEnabled: z.boolean() })
          .partial(),
      })
      .partial(),
  }),
});

/** What Cloud SQL says of the server. */
function instanceOf(observed: ObservedResources) {
  return instanceSchema.safeParse(observed.get(SERVER)?.object).data?.status
    .atProvider;
}

/** Each server has an authority of its own; certificates do not name its address. */
function readAccess(
  required: RequiredObjects,
  observed: ObservedResources,
  { privateNetwork }: GoogleNetwork,
): ServerAccess {
  const { serverCACertificateCert: ca } =
    observed.get(SERVER)?.connectionDetails ?? {};
  if (!ca)
    return { known: false, missing: 'the certificate authority of the server' };
  const { privateIpAddress, publicIpAddress } = instanceOf(observed) ?? {};
  const host = privateNetwork ? privateIpAddress : publicIpAddress;
  return administratorAccess(
    required,
    host ? { host, port: PORT } : undefined,
    { mode: 'verify-ca', ca },
  );
}
