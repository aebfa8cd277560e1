import { z } from 'zod';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import { FUNCTION_REVISION, PACKAGE_LABEL } from '../kinds';
import { wrap } from '../failure';
import { autoReady } from './auto-ready';
import type { FunctionClient } from './function-client';
import type { FunctionRequest, FunctionResponse } from './function-protocol';

/** Endpoint of functions that the sandbox carries out itself. */
export const IN_PROCESS_ENDPOINT = 'in-process://';

const revisionSchema = z.object({
  spec: z.object({ desiredState: z.string(), image: z.string() }),
  status: z.object({ endpoint: z.string().optional() }).optional(),
});

/** Runs the function of a Function object, at the endpoint of its active revision (Crossplane 2.3, internal/xfn). */
export class FunctionRunner {
  constructor(
    private readonly client: ClusterClient,
    private readonly functions: FunctionClient,
  ) {}

  async run(name: string, request: FunctionRequest): Promise<FunctionResponse> {
    const endpoint = await this.#endpointOf(name);
    if (endpoint.startsWith(IN_PROCESS_ENDPOINT)) return autoReady(request);
    try {
      return await this.functions.runFunction(endpoint, request);
    } catch (error) {
      throw wrap(`cannot run function "${name}"`, error);
    }
  }

  async #endpointOf(name: string): Promise<string> {
    const problem = (what: string) =>
      new Error(
        `cannot get gRPC client connection for function "${name}": ${what}`,
      );
    const revisions = await this.client.list(FUNCTION_REVISION, {
      labelSelector: `${PACKAGE_LABEL}=${name}`,
    });
    const active = revisions
      .map(revision => revisionSchema.parse(revision))
      .find(({ spec }) => spec.desiredState === 'Active');
    if (!active) {
      throw problem(
        'cannot find an active FunctionRevision (a FunctionRevision with spec.desiredState: Active)',
      );
    }
    if (!active.status?.endpoint) {
      throw problem(
        'cannot determine gRPC target: active FunctionRevision has an empty status.endpoint',
      );
    }
    return active.status.endpoint;
  }
}
