import { z } from 'zod';
import { compose, type Composition } from '../compose';
import { hasAskedForPlans, PLANS_REQUIREMENT } from '../shared-plans';
import {
  questionsResponse,
  responseOf,
  type ResponseParts,
} from './function-response';

/**
 * The answer to a request. Until Crossplane has looked for the plans, it is the question
 * for them: a server must not be made, changed or refused by other plans meanwhile.
 */
export function respond(composition: Composition): ResponseParts {
  return needsPlans(composition.claim) &&
    !hasAskedForPlans(composition.required)
    ? questionsResponse(PLANS_REQUIREMENT)
    : responseOf(compose(composition));
}

const existingServerSchema = z.object({
  spec: z.object({ placement: z.literal('external') }),
});

function needsPlans(claim: unknown): boolean {
  return !existingServerSchema.safeParse(claim).success;
}
