import { z } from 'zod';
import { resourcePath } from '../../src/clusters/discovery';
import type { BenchBrowser } from '../browser/browser';
import type { BenchFleet } from '../fleet/fleet';
import { RESOURCES } from '../fleet/resources';
import type { BenchPortal } from '../portal';
import type { Result } from '../result';
import { percentile, timesOf } from '../statistics';

const VIEWS = 30;
const SIZES = [10, 30, 100];

const claimSchema = z.object({
  spec: z.object({
    crossplane: z.object({
      resourceRefs: z.array(
        z.object({
          apiVersion: z.string(),
          kind: z.string(),
          name: z.string(),
        }),
      ),
    }),
  }),
});

/** What a page view of one database service costs its cluster, and how long it takes. */
export async function measurePageViews(
  fleet: BenchFleet,
  portal: BenchPortal,
  browser: BenchBrowser,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const size of SIZES) {
    const before = await fleet.requests();
    const times = await browser.times(
      VIEWS,
      () => `${portal.url}/services/cluster-0/pages/page-${size}`,
    );
    const requests = (await fleet.requests()) - before;
    const naiveTimes = await timesOf(VIEWS, () =>
      readOneByOne(fleet.facts.clusters[0].url, `page-${size}`),
    );
    const naiveRequests = (await fleet.requests()) - before - requests;
    results.push(
      {
        measure: `API requests per page view, ${size} composed resources; naive: one by one`,
        value: requests / VIEWS,
        unit: 'requests',
        naive: naiveRequests / VIEWS,
        goal: 1,
      },
      {
        measure: `page view with ${size} composed resources, median`,
        value: percentile(times, 0.5),
        unit: 'ms',
        naive: percentile(naiveTimes, 0.5),
      },
    );
  }
  return results;
}

/** The claim, then each object that it refers to: what dashboards without a watch do. */
async function readOneByOne(url: string, name: string): Promise<void> {
  const read = async (apiVersion: string, kind: string, object: string) => {
    const response = await fetch(`${url}${pathOf(apiVersion, kind, object)}`);
    return response.json();
  };
  const claim = claimSchema.parse(
    await read('dbaas.dev/v1alpha1', 'ManagedDatabase', name),
  );
  for (const ref of claim.spec.crossplane.resourceRefs)
    await read(ref.apiVersion, ref.kind, ref.name);
}

function pathOf(apiVersion: string, kind: string, name: string): string {
  const resource = RESOURCES.find(
    one => one.kind === kind && `${one.group}/${one.version}` === apiVersion,
  );
  if (!resource) throw new Error(`The bench does not serve ${kind}.`);
  return resourcePath(resource).replace(
    /\/([^/]+)$/,
    `/namespaces/pages/$1/${name}`,
  );
}
