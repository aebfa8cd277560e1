import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { settledRequest } from '../src/__testUtils__/requests';
import type { Sdk } from '../src/grpc/sdk';

/**
 * Requests for a settled claim, in the order in which they come. Fields and resources are
 * in another order each time, as Go writes them.
 */
export interface Requests {
  /** Each for another claim, of which nothing is remembered. */
  first: Buffer[];
  /** Each with one object in fifty that is not what it was, and another claim status. */
  changed: Buffer[];
  /** Each the same as the one before. */
  unchanged: Buffer[];
}

const NAMESPACE = 'team-orders';
/** So many that none is remembered when it comes again. */
const NAMESPACES = 12;
const VARIANTS = 4;
/** One in a hundred is new in a variant, and one in a hundred as it was before the last. */
const SHARE = 100;

/** Requests of each sort, as many as are asked for. */
export function requestsFor(
  sdk: Sdk,
  claim: KubernetesObject,
  count: number,
): Requests {
  const settled = JSON.stringify(settledRequest(claim));
  const others = numbered(NAMESPACES, index =>
    bytesOf(
      sdk,
      JSON.parse(
        settled
          .replaceAll(NAMESPACE, `team-other-${index}`)
          .replaceAll('"uid":"', `"uid":"${index}-`),
      ),
    ),
  );
  const variants = numbered(VARIANTS, index =>
    bytesOf(sdk, variantOf(JSON.parse(settled), index)),
  );
  const same = numbered(VARIANTS, () => bytesOf(sdk, JSON.parse(settled)));
  return {
    first: numbered(count, index => others[index % NAMESPACES]),
    changed: numbered(count, index => variants[index % VARIANTS]),
    unchanged: numbered(count, index => same[index % VARIANTS]),
  };
}

type Request = {
  observed: {
    composite: Resource;
    resources: Record<string, Resource>;
  };
};
type Resource = { resource: KubernetesObject };

/** Somebody touched some of the objects. */
function variantOf(request: Request, variant: number): Request {
  const { composite, resources } = request.observed;
  const touched = Object.values(resources).filter(
    (_, index) => index % SHARE === variant,
  );
  for (const { resource } of [composite, ...touched])
    resource.metadata.resourceVersion = `1${variant}`;
  return request;
}

function bytesOf({ RunFunctionRequest }: Sdk, request: object): Buffer {
  return Buffer.from(
    RunFunctionRequest.encode(
      RunFunctionRequest.fromJSON(shuffled(request)),
    ).finish(),
  );
}

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => ({ key, inner, place: Math.random() }))
      .sort((one, other) => one.place - other.place)
      .map(({ key, inner }) => [key, shuffled(inner)]),
  );
}

const numbered = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));
