import {
  LARGEST_PAGE,
  type DatabaseServiceList,
  type DbaasApi,
  type ListServicesQuery,
} from '@backstage-dbaas/plugin-dbaas-common';

/**
 * As many rows as are wanted, from as few pages as possible. Counts are those of the
 * first page: they are about everything that matches.
 */
export async function loadFleet(
  api: Pick<DbaasApi, 'listServices'>,
  query: ListServicesQuery,
  wanted: number,
  signal: AbortSignal,
): Promise<DatabaseServiceList> {
  const first = await page(wanted);
  const items = [...first.items];
  let { nextCursor } = first;
  while (nextCursor !== undefined && items.length < wanted) {
    const next = await page(wanted - items.length, nextCursor);
    items.push(...next.items);
    nextCursor = next.nextCursor;
  }
  return { ...first, items, nextCursor };

  function page(missing: number, cursor?: string) {
    const limit = Math.min(missing, LARGEST_PAGE);
    return api.listServices(
      { ...query, limit, ...(cursor !== undefined && { cursor }) },
      { signal },
    );
  }
}
