/** The example database service. */
export const DETAIL = '/api/dbaas/services/platform/team-orders/orders-db';
export const BY_ENTITY =
  '/api/dbaas/services/by-entity/default/component/orders-api';

/** All routes that read without a permission of their own. */
export const READING_ROUTES = [
  '/api/dbaas/services',
  DETAIL,
  `${DETAIL}/history`,
  BY_ENTITY,
  '/api/dbaas/clusters',
];
