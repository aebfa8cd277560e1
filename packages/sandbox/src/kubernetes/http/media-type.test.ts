import {
  negotiateAggregatedDiscovery,
  negotiateRepresentation,
} from './media-type';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('negotiateRepresentation', () => {
  it.each([
    ['nothing', undefined, 'object'],
    ['JSON', 'application/json', 'object'],
    ['anything', '*/*', 'object'],
    [
      'kubectl get',
      `${TABLE},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`,
      'Table',
    ],
    [
      'typed clients',
      'application/vnd.kubernetes.protobuf,application/json',
      'object',
    ],
    [
      'metadata clients',
      'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      'PartialObjectMetadata',
    ],
    [
      'an unknown form with a fallback',
      'application/json;as=Foo;v=v1;g=meta.k8s.io,application/json',
      'object',
    ],
    ['a table as second choice', `application/json,${TABLE};q=0.5`, 'object'],
    ['a table as first choice', `application/json;q=0.5,${TABLE}`, 'Table'],
    [
      'an unknown form only',
      'application/json;as=Foo;v=v1;g=meta.k8s.io',
      undefined,
    ],
    ['protobuf only', 'application/vnd.kubernetes.protobuf', undefined],
    ['what is refused', 'application/json;q=0', undefined],
  ])('%s', (_, accept, expected) => {
    expect(negotiateRepresentation(accept)).toBe(expected);
  });
});

describe('negotiateAggregatedDiscovery', () => {
  const aggregated = (version: string) =>
    `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;

  it.each([
    [
      'kubectl',
      `${aggregated('v2')},${aggregated('v2beta1')},application/json`,
      'v2',
    ],
    ['older clients', `${aggregated('v2beta1')},application/json`, 'v2beta1'],
    ['plain JSON', 'application/json', undefined],
    ['nothing', undefined, undefined],
    ['a version to come', `${aggregated('v9')},application/json`, undefined],
  ])('%s', (_, accept, expected) => {
    expect(negotiateAggregatedDiscovery(accept)).toBe(expected);
  });
});
