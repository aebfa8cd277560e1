import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import { CopyButton } from '../components/CopyButton';
import { Details } from '../components/Details';
import { FactList } from '../components/FactList';
import { dbaasTranslationRef } from '../translation';

/** The words of the machinery, for a report to the platform team. */
export function TechnicalDetails(props: { service: DatabaseService }) {
  const { ref, assessment, freshness, revision, entityRefs } = props.service;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const values = {
    cluster: ref.cluster,
    namespace: ref.namespace,
    name: ref.name,
    availability: assessment.availability,
    convergence: assessment.convergence,
    observedAt: freshness.observedAt,
    revision,
    entities: entityRefs.join(', '),
  };
  const names = (
    [
      'cluster',
      'namespace',
      'name',
      'availability',
      'convergence',
      'observedAt',
      'revision',
      'entities',
    ] as const
  ).map(id => ({ name: t(`details.${id}`), value: values[id] }));
  const text = names.map(({ name, value }) => `${name}: ${value}`).join('\n');
  return (
    <Details summary={t('tab.technicalDetails')}>
      <FactList facts={names} />
      <CopyButton text={text} what={t('tab.technicalDetails')} />
    </Details>
  );
}
