import { annotationLinkStrategy } from './entity-link-strategy';

const entity = (annotation?: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'orders-api',
    ...(annotation !== undefined && {
      annotations: { 'dbaas.dev/database': annotation },
    }),
  },
});

const claim = (label?: string) => ({
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'ManagedDatabase',
  metadata: {
    name: 'orders-db',
    namespace: 'team-orders',
    ...(label !== undefined && { labels: { 'dbaas.dev/entity': label } }),
  },
});

describe('annotationLinkStrategy', () => {
  it.each([
    [undefined, []],
    ['', []],
    [
      'team-orders/orders-db',
      [{ namespace: 'team-orders', name: 'orders-db' }],
    ],
    [
      'platform/team-orders/orders-db, team-orders/audit',
      [
        { cluster: 'platform', namespace: 'team-orders', name: 'orders-db' },
        { namespace: 'team-orders', name: 'audit' },
      ],
    ],
  ])('reads the annotation %p', (annotation, links) => {
    expect(annotationLinkStrategy.databasesOf(entity(annotation))).toEqual(
      links,
    );
  });

  it.each([
    'orders-db',
    'a/b/c/d',
    'Team/orders',
    'team-orders/',
    '../secrets/x',
  ])('refuses the annotation %p and names the entity', annotation => {
    expect(() =>
      annotationLinkStrategy.databasesOf(entity(annotation)),
    ).toThrow(/component:default\/orders-api is not valid/);
  });

  it.each([
    ['default.component.orders-api', ['component:default/orders-api']],
    ['default.component.orders.api', ['component:default/orders.api']],
    ['orders-api', []],
    [undefined, []],
  ])('reads the label %p', (label, refs) => {
    expect(annotationLinkStrategy.entitiesOf(claim(label))).toEqual(refs);
  });
});
