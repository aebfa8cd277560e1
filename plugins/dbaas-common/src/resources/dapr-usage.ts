import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { reloadsByItself } from './dapr-hot-reload';
import { sidecarOf, type Sidecar } from './dapr-sidecar';
import { nameOf } from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

/** A Component, and when the values that it takes from Secrets last changed. */
export interface ComponentInUse {
  component: KubernetesObject;
  scopes: readonly string[];
  valuesChangedAt?: string;
}

/**
 * What the sidecars of the applications that may use a Component say of it; undefined
 * when they say nothing against it, or cannot be seen. None of them says whether the
 * database can be reached.
 */
export function readUsage(
  use: ComponentInUse,
  context: ReadContext,
): Verdict | undefined {
  const { namespace } = use.component.metadata;
  const pods = context.sidecars?.({ namespace });
  const all = (pods ?? []).flatMap(pod => sidecarOf(pod) ?? []);
  const users = all.filter(({ appId }) => isInScope(use.scopes, appId));
  if (users.length === 0) {
    const elsewhere = namespacesOf(use.scopes, context);
    return pods || elsewhere.length > 0
      ? unused(use, all, elsewhere)
      : undefined;
  }
  return stopped(use, users) ?? outdated(use, users, context);
}

/** An empty list of scopes lets every application in. */
function isInScope(scopes: readonly string[], appId: string | undefined) {
  return scopes.length === 0 || (appId !== undefined && scopes.includes(appId));
}

/** Where the applications run that a Component is for. */
function namespacesOf(
  scopes: readonly string[],
  context: ReadContext,
): string[] {
  const pods = scopes.flatMap(appId => context.sidecars?.({ appId }) ?? []);
  return [...new Set(pods.flatMap(pod => sidecarOf(pod)?.namespace ?? []))];
}

function unused(
  { component, scopes }: ComponentInUse,
  others: readonly Sidecar[],
  elsewhere: readonly string[],
): Verdict {
  const { namespace } = component.metadata;
  const present = appIds(others);
  const who = scopes.length > 0 ? list(scopes) : 'any application';
  return {
    state: 'unknown',
    statusless: true,
    reason: 'NoApplication',
    code: 'dapr.no-application',
    sentence: elsewhere.length
      ? `${nameOf(component)} is for ${who}, which runs in namespace ${list(
          elsewhere,
        )} and not in "${namespace}".`
      : `${nameOf(
          component,
        )} is for ${who}, of which nothing runs in namespace "${namespace}"${
          present.length > 0 ? `; there is ${list(present)}` : ''
        }.`,
    audience: 'you',
    nextStep:
      elsewhere.length || present.length
        ? 'Compare the scopes and the namespace of the component in the request with the application id of the application.'
        : 'Deploy the application with Dapr, or wait until it runs.',
    evidence: [
      { path: 'scopes', value: scopes.join(', ') || 'all' },
      { path: 'applications', value: present.join(', ') || 'none' },
    ],
    since: component.metadata.creationTimestamp,
  };
}

/** A sidecar that cannot load a component ends, and takes its application with it. */
function stopped(
  { component, valuesChangedAt }: ComponentInUse,
  users: readonly Sidecar[],
): Verdict | undefined {
  const down = users.filter(sidecar => sidecar.stopped);
  if (down.length === 0) return undefined;
  const apps = list(appIds(down));
  const afterChange = down.some(({ stopped: stop }) =>
    isAfter(stop?.at, valuesChangedAt),
  );
  return {
    state: 'failed',
    reason: 'SidecarStopped',
    code: afterChange ? 'dapr.reload-failed' : 'dapr.sidecar-stopped',
    sentence: afterChange
      ? `The Dapr sidecar of ${apps} has stopped since the credentials changed at ${valuesChangedAt}: it loads new values at once, and ends when they do not work.`
      : `The Dapr sidecar of ${apps} does not run.`,
    audience: afterChange ? 'platform' : 'you',
    nextStep: afterChange
      ? 'Deliver credentials that work; the sidecar starts again by itself.'
      : `Look at the log of the container daprd: it says whether it could load ${nameOf(
          component,
        )}.`,
    evidence: down.map(({ pod, stopped: stop, restarts }) => ({
      path: `Pod ${pod} status.containerStatuses[daprd]`,
      value: `${stop?.reason}, ${restarts} restarts`,
    })),
    since: down[0].stopped?.at,
  };
}

function outdated(
  { component, valuesChangedAt }: ComponentInUse,
  users: readonly Sidecar[],
  context: ReadContext,
): Verdict | undefined {
  const old = users.filter(
    sidecar =>
      isAfter(valuesChangedAt, sidecar.startedAt) &&
      reloadsByItself(component, sidecar, context) === false,
  );
  if (old.length === 0) return undefined;
  return {
    state: 'degraded',
    reason: 'RestartNeeded',
    code: 'dapr.restart-needed',
    sentence: `${old.length} pod${old.length === 1 ? '' : 's'} of ${list(
      appIds(old),
    )} still use${old.length === 1 ? 's' : ''} the old credentials.`,
    audience: 'you',
    nextStep: `Restart ${list(appIds(old))}.`,
    evidence: old.map(({ pod, startedAt, version }) => ({
      path: `Pod ${pod} daprd`,
      value: `${
        version ?? 'unknown version'
      }, started ${startedAt}, Secret changed ${valuesChangedAt}`,
    })),
    since: valuesChangedAt,
  };
}

function appIds(sidecars: readonly Sidecar[]): string[] {
  return [...new Set(sidecars.flatMap(({ appId }) => appId ?? []))];
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'an application';
}

function isAfter(moment: string | undefined, than: string | undefined) {
  return (
    moment !== undefined &&
    than !== undefined &&
    Date.parse(moment) > Date.parse(than)
  );
}
