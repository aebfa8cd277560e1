import { PageWithHeader } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { dbaasTranslationRef } from '../translation';
import { FleetContent } from './FleetContent';

/** The page with its header, for the old frontend system. */
export function FleetPage() {
  const { t } = useTranslationRef(dbaasTranslationRef);
  return (
    <PageWithHeader title={t('fleet.title')} themeId="tool">
      <FleetContent />
    </PageWithHeader>
  );
}
