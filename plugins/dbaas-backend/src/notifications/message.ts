import { parseEntityRef } from '@backstage/catalog-model';
import type { Assessment } from '@backstage-dbaas/plugin-dbaas-common';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { Topic } from './decide';
import type { Observation } from './observations';
import type { Storm, StormKind } from './storm';

/** What goes out to the owners of database services. */
export type Message = NotificationSendOptions['payload'];

/** So many services are named in a summary. */
const NAMED = 5;

const TITLES: Record<Topic, (name: string) => string> = {
  ready: name => `Database ${name} is ready`,
  degraded: name => `Database ${name} is impaired`,
  failed: name => `Database ${name} is broken`,
  recovered: name => `Database ${name} is well again`,
  approval: name => `Database ${name} waits for an approval`,
};

const SUMMARIES: Record<StormKind, string> = {
  trouble: 'in trouble',
  ready: 'ready',
  recovered: 'well again',
  approval: 'waiting for an approval',
};

const SEVERITIES = {
  ready: 'normal',
  degraded: 'high',
  failed: 'critical',
  recovered: 'normal',
  approval: 'high',
} as const;

/**
 * What the owners read about one database service. All words come from the
 * assessment, which holds no secrets.
 */
export function messageAbout(
  { key, ref }: Observation,
  topic: Topic,
  assessment: Assessment,
  entityRefs: readonly string[],
): Message {
  return {
    title: TITLES[topic](ref.name),
    description: descriptionOf(assessment),
    link: entityRefs.length > 0 ? databaseTabOf(entityRefs[0]) : '/dbaas',
    severity: SEVERITIES[topic],
    topic: 'dbaas',
    // A newer notification about the same service takes the place of an older one.
    scope: key,
  };
}

/** What the owners read about many database services at once. */
export function summaryOf({ subject, kind, news }: Storm): Message {
  const names = news.map(({ observation }) => observation.ref.name).sort();
  const left = names.length - NAMED;
  const others = left > 0 ? ` and ${left} more` : '';
  const severity = news.some(({ topic }) => topic === 'failed')
    ? 'critical'
    : SEVERITIES[news[0].topic];
  return {
    title: `${names.length} of your databases are ${SUMMARIES[kind]}`,
    description: `${names.slice(0, NAMED).join(', ')}${others}`,
    link: '/dbaas',
    severity,
    topic: 'dbaas',
    scope: `${subject}/${news[0].told.at[news[0].topic]}`,
  };
}

function descriptionOf({ headline, detail, findings }: Assessment): string {
  const nextStep = findings.find(finding => finding.nextStep)?.nextStep;
  const sentences = new Set(
    [headline, detail ?? nextStep].filter(text => text !== undefined),
  );
  return [...sentences].map(withFullStop).join(' ');
}

function withFullStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Where the new frontend system has the tab of an entity, unless configured otherwise. */
function databaseTabOf(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  const path = [namespace, kind, name].map(encodeURIComponent).join('/');
  return `/catalog/${path.toLowerCase()}/database`;
}
