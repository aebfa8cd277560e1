import {
  revealCredentialSchema,
  revealedCredentialSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Router } from 'express';
import type { CredentialRevealer } from '../credentials/credential-revealer';
import { userOf } from '../permissions/caller';
import { attemptLimit } from './attempt-limit';
import type { CallerOf } from './caller-of';
import { jsonBody } from './json-body';
import { found, parseInput, refOf, SERVICE_PATH } from './service-ref';

/** The one answer that holds secrets. Nothing on its way may keep it. */
export function addCredentialRoutes(
  router: Router,
  credentials: CredentialRevealer,
  callerOf: CallerOf,
): void {
  const { limit, windowMs } = credentials.settings;
  router.post(
    `${SERVICE_PATH}/credentials`,
    attemptLimit({
      limit,
      windowMs,
      keyOf: async request => userOf(await callerOf(request)) ?? 'service',
    }),
    jsonBody(),
    async (request, response) => {
      const ref = refOf(request);
      const caller = await callerOf(request);
      const wanted = parseInput(revealCredentialSchema, request.body);
      const answer = found(await credentials.reveal(caller, ref, wanted), ref);
      response
        .set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' })
        .type('json')
        // Not `json`, which adds an ETag: a digest of the secret.
        .end(JSON.stringify(revealedCredentialSchema.parse(answer)));
    },
  );
}
