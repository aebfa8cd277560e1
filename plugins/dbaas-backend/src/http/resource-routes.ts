import {
  connectionDetailsListSchema,
  eventTypesSchema,
  resourceEventListSchema,
  resourceManifestSchema,
  resourceRefSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Router } from 'express';
import { z } from 'zod';
import type { ConnectionReader } from '../connections/connection-reader';
import type { EventReader } from '../events/event-reader';
import type { ManifestReader } from '../manifests/manifest-reader';
import type { CallerOf } from './caller-of';
import { respond } from './respond';
import { found, parseInput, refOf, SERVICE_PATH } from './service-ref';

const resourceQuery = z.strictObject(resourceRefSchema.shape);
const eventsQuery = z.strictObject({
  types: eventTypesSchema.default('warning'),
});

/** What a database service consists of, in detail. */
export function addResourceRoutes(
  router: Router,
  readers: {
    connections: ConnectionReader;
    events: EventReader;
    manifests: ManifestReader;
  },
  callerOf: CallerOf,
): void {
  const { connections, events, manifests } = readers;

  router.get(`${SERVICE_PATH}/connections`, async (request, response) => {
    const ref = refOf(request);
    const caller = await callerOf(request);
    const items = found(await connections.read(caller, ref), ref);
    respond(response, connectionDetailsListSchema, { items });
  });

  router.get(`${SERVICE_PATH}/events`, async (request, response) => {
    const ref = refOf(request);
    const caller = await callerOf(request);
    const { types } = parseInput(eventsQuery, request.query);
    const list = found(await events.read(caller, ref, types), ref);
    respond(response, resourceEventListSchema, list);
  });

  router.get(`${SERVICE_PATH}/manifest`, async (request, response) => {
    const ref = refOf(request);
    const caller = await callerOf(request);
    const resource = parseInput(resourceQuery, request.query);
    const manifest = found(await manifests.read(caller, ref, resource), ref);
    const { observedAt: _age, ...version } = manifest;
    respond(response, resourceManifestSchema, manifest, version);
  });
}
