import { DbaasRequestError } from '@backstage-dbaas/plugin-dbaas-common';
import { databaseService } from '../testing/database-service';
import { ordersApi, unlinkedApi } from '../testing/entity';
import { entityDatabasesView } from './entity-databases-view';

const services = [databaseService()];
const refused = (status: number) => new DbaasRequestError('because', status);

describe('entityDatabasesView', () => {
  it.each([
    ['nothing has come yet', { loading: true }, { kind: 'loading' }],
    [
      'services came',
      { loading: false, data: services },
      { kind: 'services', services },
    ],
    [
      'later requests fail',
      { loading: false, data: services, error: new Error('down') },
      { kind: 'services', services },
    ],
    [
      'the right to see was taken away',
      { loading: false, data: services, error: refused(403) },
      { kind: 'forbidden' },
    ],
    [
      'the annotation is malformed',
      { loading: false, error: refused(400) },
      { kind: 'misconfigured', message: 'because' },
    ],
    [
      'the first request fails',
      { loading: false, error: refused(500) },
      { kind: 'error', error: refused(500) },
    ],
    [
      'it fails while asking again',
      { loading: true, error: refused(500) },
      { kind: 'error', error: refused(500) },
    ],
    [
      'the annotation leads nowhere',
      { loading: false, data: [] },
      { kind: 'misconfigured' },
    ],
  ])('when %s', (_when, snapshot, view) => {
    expect(entityDatabasesView(snapshot, ordersApi)).toEqual(view);
  });

  it('offers to link a database when there is no annotation', () => {
    expect(
      entityDatabasesView({ loading: false, data: [] }, unlinkedApi),
    ).toEqual({ kind: 'notLinked' });
  });

  it('shows what a claim links to an entity without the annotation', () => {
    expect(
      entityDatabasesView({ loading: false, data: services }, unlinkedApi),
    ).toEqual({ kind: 'services', services });
  });
});
