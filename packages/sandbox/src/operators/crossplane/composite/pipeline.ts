import { isDeepStrictEqual } from 'node:util';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import type { Condition } from '../../conditions';
import { isSystemCondition } from '../../crossplane-runtime/conditions';
import type { PipelineStep } from '../composition/composition-revision';
import { wrap } from '../failure';
import type {
  DesiredState,
  FunctionRequest,
  FunctionResponse,
  ObservedState,
  Requirements,
  ResourceSelector,
} from '../functions/function-protocol';
import { secretBytes } from './connection-details';
import { fetchResources } from './required-resources';

/** A function can ask for further resources this often (Crossplane 2.3, MaxRequirementsIterations). */
const MAX_ITERATIONS = 5;

/** Runs the function of a Function object. */
export type RunFunction = (
  name: string,
  request: FunctionRequest,
) => Promise<FunctionResponse>;

/** What a function wants to be recorded about the composite resource. */
export interface PipelineEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** What the functions of a pipeline came to. */
export interface PipelineResult {
  desired: DesiredState;
  events: PipelineEvent[];
  conditions: Condition[];
  /** The objects that the functions asked for. */
  requirements: ResourceSelector[];
  /** How long the result is good, if a function said so. */
  ttlMs?: number;
  /** Why the pipeline was given up, if a function said so. */
  fatal?: Error;
}

/** Runs the functions of a Composition one after another (Crossplane 2.3, FunctionComposer.Compose). */
export class Pipeline {
  readonly #result: PipelineResult = {
    desired: { resources: {} },
    events: [],
    conditions: [],
    requirements: [],
  };
  #context: Record<string, unknown> | undefined = {};

  constructor(
    private readonly client: ClusterClient,
    private readonly runFunction: RunFunction,
    private readonly observed: ObservedState,
  ) {}

  async run(steps: readonly PipelineStep[]): Promise<PipelineResult> {
    for (const step of steps) {
      const response = await this.#runStep(step);
      this.#result.desired = response.desired;
      this.#context = response.context;
      this.#takeTtl(response);
      this.#takeConditions(response);
      this.#takeResults(step, response);
      if (this.#result.fatal) break;
    }
    return this.#result;
  }

  async #runStep(step: PipelineStep): Promise<FunctionResponse> {
    const credentials = await this.#credentialsOf(step);
    try {
      return await this.#runUntilStable(step, credentials);
    } catch (error) {
      throw wrap(`cannot run Composition pipeline step "${step.step}"`, error);
    }
  }

  /** Calls the function again with what it asked for, until it asks for nothing else. */
  async #runUntilStable(
    step: PipelineStep,
    credentials: FunctionRequest['credentials'],
  ): Promise<FunctionResponse> {
    const bootstrap = bootstrapRequirements(step);
    const request: FunctionRequest = {
      observed: this.observed,
      desired: this.#result.desired,
      input: step.input,
      context: this.#context,
      credentials,
      requiredResources: await fetchResources(this.client, bootstrap),
      extraResources: {},
    };
    let asked: Requirements = { resources: {}, extraResources: {} };
    for (let iteration = 0; iteration < MAX_ITERATIONS; iteration += 1) {
      const response = await this.runFunction(step.functionRef.name, request);
      const isFatal = response.results.some(
        ({ severity }) => severity === 'SEVERITY_FATAL',
      );
      if (isFatal || isDeepStrictEqual(response.requirements, asked)) {
        this.#result.requirements.push(
          ...Object.values({
            ...bootstrap,
            ...asked.resources,
            ...asked.extraResources,
          }),
        );
        return response;
      }
      asked = response.requirements;
      request.requiredResources = await fetchResources(this.client, {
        ...bootstrap,
        ...asked.resources,
      });
      request.extraResources = await fetchResources(
        this.client,
        asked.extraResources,
      );
      request.context = response.context;
    }
    throw new Error(
      `requirements didn't stabilize after the maximum number of iterations (${MAX_ITERATIONS})`,
    );
  }

  async #credentialsOf({
    step,
    credentials,
  }: PipelineStep): Promise<FunctionRequest['credentials']> {
    const data: FunctionRequest['credentials'] = {};
    for (const { name, source, secretRef } of credentials) {
      if (source !== 'Secret' || !secretRef) continue;
      const secret = await this.client.get({
        apiVersion: 'v1',
        kind: 'Secret',
        ...secretRef,
      });
      if (!secret) {
        throw new Error(
          `cannot get Composition pipeline step "${step}" credential "${name}" from Secret: secrets "${secretRef.name}" not found`,
        );
      }
      data[name] = secretBytes(secret);
    }
    return data;
  }

  #takeTtl({ meta: { ttl } }: FunctionResponse): void {
    if (!ttl) return;
    const ms = ttl.seconds * 1_000 + ttl.nanos / 1_000_000;
    if (ms > 0) this.#result.ttlMs = Math.min(ms, this.#result.ttlMs ?? ms);
  }

  #takeConditions({ conditions }: FunctionResponse): void {
    this.#result.conditions.push(
      ...conditions
        .filter(({ type }) => !isSystemCondition(type))
        .map(({ type, status, reason, message }) => ({
          type,
          status: conditionStatus(status),
          reason,
          ...(message ? { message } : {}),
        })),
    );
  }

  #takeResults({ step }: PipelineStep, { results }: FunctionResponse): void {
    for (const { severity, message, reason = 'ComposeResources' } of results) {
      switch (severity) {
        case 'SEVERITY_FATAL':
          this.#result.fatal ??= new Error(
            `pipeline step "${step}" returned a fatal result: ${message}`,
          );
          break;
        case 'SEVERITY_WARNING':
        case 'SEVERITY_NORMAL':
          this.#result.events.push({
            type: severity === 'SEVERITY_WARNING' ? 'Warning' : 'Normal',
            reason,
            message: `Pipeline step "${step}": ${message}`,
          });
          break;
        default:
          this.#result.events.push({
            type: 'Warning',
            reason,
            message: `Pipeline step "${step}" returned a result of unknown severity (assuming warning): ${message}`,
          });
      }
    }
  }
}

function conditionStatus(status: string): Condition['status'] {
  switch (status) {
    case 'STATUS_CONDITION_TRUE':
      return 'True';
    case 'STATUS_CONDITION_FALSE':
      return 'False';
    default:
      return 'Unknown';
  }
}

/** What the Composition says that the function needs, so that it need not ask. */
function bootstrapRequirements({
  requirements,
}: PipelineStep): Record<string, ResourceSelector> {
  return Object.fromEntries(
    requirements.requiredResources.map(
      ({ requirementName, name, matchLabels, ...selector }) => [
        requirementName,
        {
          ...selector,
          ...(name === undefined ? {} : { matchName: name }),
          ...(matchLabels === undefined
            ? {}
            : { matchLabels: { labels: matchLabels } }),
        },
      ],
    ),
  );
}
