import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ServiceFacts } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { dbaasTranslationRef } from '../translation';

/** How people write the names of engines. */
const ENGINES: Record<string, string> = { postgresql: 'PostgreSQL' };

/** "PostgreSQL 17 · small · 1 instance · eu-west-1"; what is not known is left out. */
export function ServiceFactsLine(props: { facts: ServiceFacts }) {
  const { facts } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const engine = facts.engine && (ENGINES[facts.engine] ?? facts.engine);
  const parts = [
    [engine, facts.version].filter(Boolean).join(' '),
    facts.plan,
    facts.instances !== undefined &&
      t('card.instances', { count: facts.instances }),
    facts.storageGB !== undefined &&
      t('card.storage', { size: facts.storageGB }),
    facts.placement,
    facts.region,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <Typography variant="body2" color="textSecondary">
      {parts.join(' · ')}
    </Typography>
  );
}
