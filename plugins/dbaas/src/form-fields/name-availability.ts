import {
  kubernetesName,
  type DbaasApi,
} from '@backstage-dbaas/plugin-dbaas-common';

/** Names of composed resources are made from the name of the service. */
const LONGEST_NAME = 40;

const databaseServiceName = kubernetesName.max(LONGEST_NAME, {
  error: `Use at most ${LONGEST_NAME} characters: names of composed resources are made from it.`,
});

/** What is wrong with the form of a name. */
export function nameProblems(name: string): string[] {
  const parsed = databaseServiceName.safeParse(name);
  return parsed.success ? [] : parsed.error.issues.map(issue => issue.message);
}

export type Availability =
  | { kind: 'free' }
  | { kind: 'taken'; cluster: string }
  /** The question could not be asked: the backend decides when the request is made. */
  | { kind: 'unchecked' };

/** Whether a claim or an open request of this name is known already. */
export async function checkAvailability(
  api: DbaasApi,
  options: { namespace: string; name: string; cluster?: string },
): Promise<Availability> {
  const { namespace, name, cluster } = options;
  try {
    const { items } = await api.listServices({
      namespace: [namespace],
      text: name,
      limit: 500,
      ...(cluster && { cluster: [cluster] }),
    });
    const taken = items.find(
      ({ ref, assessment }) =>
        ref.namespace === namespace &&
        ref.name === name &&
        !['notFound', 'requestClosed'].includes(assessment.state),
    );
    return taken
      ? { kind: 'taken', cluster: taken.ref.cluster }
      : { kind: 'free' };
  } catch {
    // Told to the user as "could not be checked"; a lookup never blocks a request.
    return { kind: 'unchecked' };
  }
}
