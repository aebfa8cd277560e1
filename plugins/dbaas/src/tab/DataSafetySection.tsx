import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ServiceFacts } from '@backstage-dbaas/plugin-dbaas-common';
import { FactList } from '../components/FactList';
import { StateLabel } from '../components/StateLabel';
import { dbaasTranslationRef } from '../translation';
import { Section } from './Section';

/** What happens to the data when something goes wrong. What is not known is said so. */
export function DataSafetySection(props: { facts: ServiceFacts }) {
  const { deletionProtection, highAvailability } = props.facts;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const choice = (
    value: boolean | undefined,
    [on, off]: [string, string],
    stateOfOff: 'degraded' | 'notRequested',
  ) => {
    if (value === undefined) {
      return <StateLabel state="unknown" text={t('safety.notKnown')} />;
    }
    return value ? (
      <StateLabel state="healthy" text={on} />
    ) : (
      <StateLabel state={stateOfOff} text={off} />
    );
  };
  return (
    <Section id="data-safety" title={t('tab.safety')}>
      <FactList
        facts={[
          {
            name: t('safety.deletionProtection'),
            value: choice(
              deletionProtection,
              [t('safety.protectionOn'), t('safety.protectionOff')],
              'degraded',
            ),
          },
          {
            name: t('safety.highAvailability'),
            value: choice(
              highAvailability,
              [t('safety.haOn'), t('safety.haOff')],
              'notRequested',
            ),
          },
          {
            name: t('safety.backups'),
            value: (
              <StateLabel state="unknown" text={t('safety.backupsUnknown')} />
            ),
          },
        ]}
      />
    </Section>
  );
}
