/** One media range of an `Accept` header, or a `Content-Type`. */
export interface MediaType {
  /** Such as `application/json`, in lower case. */
  name: string;
  parameters: Record<string, string>;
}

/** Parts of an object that a client can ask for instead of the object. */
export type Representation = 'object' | 'Table' | 'PartialObjectMetadata';

const JSON_RANGES = ['application/json', 'application/*', '*/*'];
const AGGREGATED_DISCOVERY = {
  g: 'apidiscovery.k8s.io',
  as: 'APIGroupDiscoveryList',
};

/** The media types of a header, in the order of preference that it gives. */
export function parseMediaTypes(header: string | undefined): MediaType[] {
  const quality = ({ parameters: { q = '1' } }: MediaType) => Number(q);
  return (header ?? '')
    .split(',')
    .filter(part => part.trim() !== '')
    .map(parseMediaType)
    .filter(type => quality(type) > 0)
    .sort((left, right) => quality(right) - quality(left));
}

/** How objects are to be shown; undefined when the client takes nothing that we have. */
export function negotiateRepresentation(
  accept: string | undefined,
): Representation | undefined {
  if (!accept) return 'object';
  for (const { name, parameters } of parseMediaTypes(accept)) {
    const representation = JSON_RANGES.includes(name)
      ? representationOf(parameters)
      : undefined;
    if (representation) return representation;
  }
  return undefined;
}

/** The version of aggregated discovery that the client prefers to plain lists, if any. */
export function negotiateAggregatedDiscovery(
  accept: string | undefined,
): 'v2' | 'v2beta1' | undefined {
  for (const { name, parameters } of parseMediaTypes(accept)) {
    if (!JSON_RANGES.includes(name)) continue;
    const { g, as, v } = parameters;
    if (as === undefined) return undefined;
    if (g !== AGGREGATED_DISCOVERY.g || as !== AGGREGATED_DISCOVERY.as)
      continue;
    if (v === 'v2' || v === 'v2beta1') return v;
  }
  return undefined;
}

function representationOf({
  as,
  g,
  v,
}: MediaType['parameters']): Representation | undefined {
  if (as === undefined) return 'object';
  if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) return undefined;
  if (as === 'Table') return 'Table';
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList'
    ? 'PartialObjectMetadata'
    : undefined;
}

export function parseMediaType(part: string): MediaType {
  const [name, ...parameters] = part.split(';').map(piece => piece.trim());
  return {
    name: name.toLowerCase(),
    parameters: Object.fromEntries(
      parameters.map(parameter => {
        const [key, value = ''] = parameter.split('=', 2);
        return [key.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
      }),
    ),
  };
}
