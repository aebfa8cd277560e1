import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import { dbaasTranslationRef } from '../translation';

/** The states of all services as one text: what a screen reader is told when they change. */
export function useStateText(services: readonly DatabaseService[]): string {
  const { t } = useTranslationRef(dbaasTranslationRef);
  return services
    .map(({ ref, assessment }) =>
      t('card.announcement', {
        name: ref.name,
        state: t(`state.${assessment.state}`),
      }),
    )
    .join('. ');
}
